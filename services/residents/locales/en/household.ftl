residents-menu = My household
residents-title = My household and data
residents-lead = Sign in by e-mail: no password, no account to apply for.
residents-can-household = Keep the family members who come along; when you register, just tick them.
residents-can-own-data = See, copy, correct or delete the data that the centre holds about you.
residents-sign-in-optional = You can register, look up and cancel without signing in; it is only more convenient.
residents-to-progress = Just look up a registration
residents-back = Back
residents-sign-in-title = Sign in by e-mail
residents-sign-in-lead = Type your e-mail address and we send you a link.
residents-email = E-mail
residents-send-link = Send me a link
residents-notice-title = Notice on personal data
residents-notice = The centre collects your e-mail address and what you enter about your family only for signing in, for filling in registrations and for writing to you, and keeps it until you delete it. You can see, copy and correct it or ask for its deletion at any time under “My data”; you can register without giving it.
residents-sent-title = Look into your mailbox
residents-sent-text = If { $email } can receive mail, a link arrives within a few minutes. It is good for { $minutes } minutes and can be used once.
residents-sent-help = Nothing arrived? Look into the spam folder, or check the address. After too many requests in a short time you have to wait a little.
residents-sent-again = Send another link
residents-mail-subject = { $centre }: link to sign in
residents-mail-text =
    Hello,

    open this link and press “Sign in”:

    { $link }

    It is good for { $minutes } minutes and can be used once. Please do not pass it on.

    If you did not ask for it, do nothing: nobody can sign in by it.

    { $centre }
residents-link-title = Sign in
residents-link-text = You are about to sign in as { $email }.
residents-link-button = Sign in
residents-link-not-you = Not your e-mail address? Just close this page.
residents-gone-title = This link cannot be used any more
residents-gone-text = It may have run out, been used, or be incomplete. Please ask for a new one.
residents-signed-in-as = You are signed in as { $email }.
residents-sign-out-title = Sign out
residents-sign-out = Sign out
residents-sign-out-everywhere = Sign out on all devices
residents-done-added = The member was added.
residents-done-removed = This person was removed.
residents-done-left = You have left the household.
residents-done-changed = Saved.
residents-done-invited = The invitation was sent. Once it is accepted, please confirm it here.
residents-done-accepted = You agreed. Once the other side confirms, you keep the household together.
residents-done-joined = Confirmed: you now keep the household together.
residents-done-withdrawn = The invitation was taken back.
residents-done-asked = We have received your request.
residents-done-out = You are signed out.

household-members = Family members who come along
household-text = When you register, just tick who comes. Only what is needed is kept, and you can change it at any time.
household-nobody = Nobody is kept yet.
household-add = Add a family member
household-past = Members who moved away or died
household-born = born { $year }
household-custody-set = Some adults cannot see this member.
household-adults = Adults who keep it together
household-adults-text = You can invite another adult, such as your partner. It takes effect once that person agrees and you confirm.
household-you = you
household-invite = Invite another adult
household-invite-text = We send an invitation. Once the other adult has signed in and agreed, you confirm; until then that person sees nothing.
household-invite-email = E-mail of the other adult
household-invite-send = Send the invitation
household-invitation-sent = { $email } is invited and has not answered yet.
household-invitation-accepted = { $email } agreed; please confirm. Then that person sees the members of this household, except those set not to be shown.
household-confirm = Confirm
household-withdraw = Take back
household-mail-subject = { $centre }: invitation to keep a household together
household-mail-text =
    Hello,

    { $from } invites you to keep your family members together on the site of { $centre }, so that you can tick them when you register.

    { $link }

    The link is good for { $days } days. Sign in with this e-mail address first, then press “I agree”; it takes effect once the other side confirms.
    You do not know the sender? Then do nothing.

    { $centre }
household-invitation-title = Keep a household together
household-invitation-text = Once you agree and the other side confirms, you both keep the family members and can tick them when you register.
household-invitation-accept = I agree
household-invitation-gone = You are signed in as { $email }, but there is no open invitation for this address. The link may have run out, been taken back, or be for another address.
household-invitation-keeps-one = You ({ $email }) keep members of your own or keep a household with somebody else, so you cannot join another one.
household-begins = Pressing “Save” begins your household.
household-member-title = { $name }
household-name = Name or nickname
household-relation = Relation to you
household-birth = Date or year of birth
household-birth-hint = For example 2018-05-20 or 2018. Courses with an age limit need it.
household-sex = Sex
household-district = District
household-grade = School grade
household-grade-hint = For example third grade
household-untold = Not told
household-state = Now
household-state-hint = Members who moved away or died are not offered when you register.
household-since = Since
household-since-hint = For example 2026-08-01; empty means today.
household-custody = Not shown to these adults
household-custody-hint = An adult who is ticked neither sees this member nor can register this member (for example when custody is yours).
household-remove = Remove this person
household-remove-text = All that is kept about this person here is deleted for good. Registrations stay as they are.
household-remove-button = Remove
household-leave = Leave this household
household-leave-text = You will no longer see or tick the people here; whoever only you could see is deleted. The other adults and all registrations stay as they are. When you are the last adult, all that is kept here is deleted.
household-leave-button = Leave
household-save = Save
household-full = The household has too many members already.
household-error-since = Give today or an earlier day, such as 2026-08-01.
household-error-birth = Give a day before today or a year, such as 2018-05-20 or 2018.
household-error-oneself = This is your own address.
household-error-invitations = Several invitations are open; take back those you do not need.
relation-oneself = Myself
relation-partner = Spouse or partner
relation-child = Child
relation-parent = Parent
relation-grandparent = Grandparent
relation-grandchild = Grandchild
relation-sibling = Sibling
relation-other = Other
member-state-present = Comes along
member-state-moved = Moved away
member-state-deceased = Died

own-data-title = My data
own-data-lead = See what the centre holds about you, take a copy, or ask us to correct it, to stop using it, or to delete it.
own-data-sign-in = Sign-in
own-data-email = E-mail
own-data-member = Family member

settings-group-residents = Residents’ sign-in and households
setting-residents-link_minutes = Time a sign-in link is good
setting-residents-link_minutes-about = How long a link sent by e-mail can be used; once only.
setting-residents-idle_minutes = Signed out when unused for
setting-residents-idle_minutes-about = After this time without activity residents sign in again.
setting-residents-session_hours = Longest time signed in
setting-residents-session_hours-about = After this time residents sign in again, used or not.
setting-residents-address_links = Links one network address may ask for
setting-residents-address_links-about = Within a quarter of an hour.
setting-residents-invitation_days = Time an invitation to a household is good
setting-residents-invitation_days-about = How long the link to another adult can be used.

## Notice on personal data (Personal Data Protection Act §8, §9): another text is another version
household-notice = Version of the notice
household-notice-told = Please tell this member of your family that you keep their data here; for a child you do so as its legal representative.
household-notice-title = How personal data is used (version { $version })
household-notice-1-text =
    { $centre } tells you under articles 8 and 9 of the Personal Data Protection Act: what you write down here about members of your family is kept so that you need not type it again when you register for a course (purpose 109, education or training administration).

    It is the name, the relation and, if you like, the birthday, sex, district and school grade (categories C001, C011, C021, C023). It comes from you; the centre uses it in Taiwan, in electronic form, shows it to the adults of this household only, and keeps it until you delete it. Only whom you tick becomes part of a registration.

    You and your family may ask to see, copy, complete, correct, stop the use of or delete it (article 3) at any time under “My data”. You need not keep anybody here: you can type who comes when you register.
