# register

## Questions of the form
question-kind-text = One line of text
question-kind-long-text = Several lines of text
question-kind-number = A number
question-kind-yes-no = Yes or no
question-kind-one = One of several
question-kind-several = Any of several
question-kind-date = A date
question-yes = Yes
question-no = No
question-error-too-many = A form can have at most 40 questions
question-error-id = Two questions have the same name, or one has none
question-error-label = Write the question
question-error-too-long = A question, hint or choice can have at most 200 characters
question-error-choices = Give at least two different choices
question-error-condition = Choose an earlier question and one of its answers
question-error-special = This asks for { $class }: special data that registration forms must not collect (Personal Data Protection Act, section 6). Ask “What help do you need?” instead.
planning-special-data = The question “{ $question }” asks for { $class }: special data that registration forms must not collect (Personal Data Protection Act, section 6). Ask “What help do you need?” instead.
question-error-keep = Enter the days after the course, from 0 to 36500

## The form
register-courses = Courses
register-when = When
register-where = Where
register-online = Online
register-called-off = (called off)
register-questions = Questions? Call
register-step-contact = Contact
register-step-people = Who comes
register-step-check = Check and send
register-contact-title = How can we reach you?
register-name = Your name
register-name-hint = The name we may call you by
register-phone = Mobile or phone
register-phone-hint = A phone number or an e-mail address is enough
register-email = E-mail
register-email-hint = With it you get a confirmation, reminders and a calendar entry
register-district = District you live in
register-next = Continue
register-back = Back
register-left-text = { $left ->
    [0] Places are being given out. Send the form to see whether one is left for you.
    [one] 1 place is left. You have it once you have sent the form.
   *[other] { $left } places are left. You have yours once you have sent the form.
}
register-approval-text = Places are given by the centre after looking at the registrations. We will write to you.
register-line-title = All places are taken
register-line-text = You can join the waiting list as a party ({ $waiting ->
    [0] nobody is
    [one] 1 person is
   *[other] { $waiting } persons are
} waiting). When places become free, we hold them for you and write to you.
register-people-title = Who comes?
register-people-text = { $max ->
    [1] One person can be registered.
   *[other] Adults and children, up to { $max } persons. Not coming yourself? Write the name of the person who comes instead of yours.
}
register-person = Person { $number }
register-person-name = Name
register-birth-year = Year of birth
register-birth-year-said = { $year }
register-birth-year-hint = For example 1989 or ROC year 78
register-sex = Sex
register-sex-untold = Not stated
register-add = Add a person
register-remove = Take off
register-taken-off = { $name } was taken off the list.
register-put-back = Put back
register-nameless = A person without a name
register-check-title = Check and send
register-send = Send registration
register-early-title = Not open yet
register-early-text = Registration opens { $when }. Nothing is lost: leave this page open and press the button again then.
register-another-title = This form was sent a moment ago with something else in it
register-another-text = What you sent then was taken in; what you changed since was not. Press send again for a second registration, or look the first one up to change it.
register-already-title = Somebody of your party is registered already
register-already-text = This person has or awaits a place in this course. Look the registration up to see or change it.
register-already-link = Look up a registration
register-busy-title = Many people are registering just now
register-busy-text = Nothing is lost. Please press “Send registration” again in a few seconds; you are never registered twice.
register-full-title = The course is full
register-full-text = All places and the waiting list are taken. Places that become free are shown on the course page.
register-closed-title = Registration has closed
register-closed-text = Registration closed { $when }.
register-called-off-title = The course was called off
register-called-off-text = This course will not be held. { $reason }
register-other-courses = Courses with places left
register-back-to-course = To the course
register-typed-title = What you typed
register-typed-text = It was not sent. You can copy it, or try again if the course opens once more.
register-try-again = Try again
register-error-contact = Enter a phone number or an e-mail address
register-error-too-many = At most { $max ->
    [one] 1 person
   *[other] { $max } persons
} can be registered together; further ones were not kept
register-error-nobody = Add at least one person
register-error-twice = This person is on the list twice
register-error-birth-year = Enter a year such as 1989, or ROC year 78
register-error-consent = Tick that you have read the notice and agree

## The notice on personal data
notice-heading = Your data
notice-title = How we use your data
notice-version = Notice version { $version }
notice-consent = I have read how my data is used, and agree. The persons I register know of it, or I am their guardian.
notice-stored = You agreed to version { $version } of the notice on personal data.
notice-1-text =
    { $centre } collects this data under the Personal Data Protection Act (articles 8 and 19) to run the course you register for: to give places, to reach you, to keep attendance and to make statistics without names (specific purposes 109 education or training administration and 157 research and statistical analysis).

    We collect what this form asks: names, contact, and, if you tell us, year of birth, sex and your answers (categories C001, C003, C011). It is used in Taiwan by the centre and those who hold the course for it, on paper and electronically, until 3 years after the course; answers that are needed for a shorter time are erased earlier.

    You may ask the centre to see, copy, complete or correct your data, to stop using it, or to erase it (article 3). You are free not to give it, but without a name and a way to reach you we cannot register you.

## The receipt and what can be done
receipt-confirmed-title = You have your places
receipt-confirmed-text = We look forward to seeing you.
receipt-waitlisted-title = You are on the waiting list
receipt-waitlisted-text = When places become free for all of you, we hold them for { $hours } hours and tell you.
receipt-pending-title = Your registration was received
receipt-pending-text = The centre will look at it and tell you the result.
receipt-offered-title = Places are held for you
receipt-offered-text = Please answer by { $until }; after that they go to the next in line.
receipt-cancelled-title = Cancelled
receipt-cancelled-text = This registration was cancelled. Its places have gone to others.
receipt-declined-title = You turned the places down
receipt-declined-text = Thank you for telling us; the places have gone to the next in line.
receipt-expired-title = The offer ran out
receipt-expired-text = We had no answer in time, so the places went to the next in line.
receipt-rejected-title = Not accepted
receipt-rejected-text = The centre could not give you places this time.
receipt-called-off-title = The course was called off
receipt-called-off-text = This course will not be held. { $reason }
receipt-reference = Reference number
receipt-position = Place { $position } in line
receipt-mail = We have sent you an e-mail.
receipt-no-mail = Please write the reference number down; without an e-mail address we will call you when something changes.
receipt-answer-offer = Answer now
receipt-lacks-title = Something is missing
receipt-lacks-link = Please complete your answers
receipt-people = Who comes
receipt-qr-text = Show the code of each person at the door, on the screen or on paper.
receipt-qr-of = Entrance code of { $name }
receipt-answers = Your answers
receipt-ways = What you can do
receipt-calendar = Put into my calendar
receipt-change = Change answers
receipt-cancel = Cancel places
receipt-leave = Withdraw or leave the line
receipt-absent = I can't come
receipt-until = You can change and cancel until { $until }.
receipt-keep-link = Keep this page's address, or come back with the reference number and your phone's last three digits.
receipt-done-cancelled = Cancelled. Thank you for telling us.
receipt-done-seats-cancelled = The chosen places were cancelled; the others stay.
receipt-done-changed = Your changes are saved.
receipt-done-handed-over = The place was handed over. The old code is no longer good; here is the new one.
receipt-done-accepted = Done: the places are yours.
receipt-done-declined = Thank you; the places go to the next in line.
receipt-done-changed-meanwhile = Something had changed meanwhile. This is how it stands now.
manage-listed-title = Your entry waits for the draw
manage-listed-text = The list is closed and nothing in it may change any more, so that nobody can act on the public number. You can still withdraw as a whole.
manage-too-late-title = The time for this is over
manage-too-late-text = Changes were possible until { $until }. Please call us.
manage-ended-title = This cannot be changed now
manage-ended-text = This registration has ended, or has no place yet. Please call us with any question.
manage-back = Back to the registration
manage-keep = Leave everything as it is
cancel-title = Cancel places
cancel-line-title = Withdraw the registration
cancel-warning = Cancelled places go to others at once and cannot be taken back.
cancel-who = Who does not come?
cancel-chosen = Cancel these places
cancel-all = Cancel all places
cancel-one = Cancel
cancel-error-nobody = Choose who does not come
cancel-error-pair = Adults and children come together in this course, so those who stay cannot come alone. Cancel all seats, or hand a seat over to somebody else.
absent-title = You can't come?
absent-text = One press gives the places of { $names } to others. It cannot be taken back.
absent-button = We can't come
absent-some = Only some of us can't come
absent-reason = Cannot come (told us)
answers-title = Change answers
answers-save = Save
answers-approval-warning = Your registration was approved. If you change it, the centre looks at it again, and until then you have no places.
handover-link = Hand this place over
handover-title = Hand a place over
handover-text = { $name } does not come. Who comes instead?
handover-button = Hand over
handover-error-already = This person has or awaits a place in this course already
offer-title = Places are free for you
offer-until = Held for you until { $when }
offer-ran-out = The time has passed
offer-text = { $count ->
    [one] A place is held for { $names }.
   *[other] { $count } places are held for { $names }.
} Do you take them?
offer-lacks = Before that, please tell us
offer-accept = Yes, we come
offer-decline = No, thank you
offer-over-title = This offer is over
offer-over-text = It was answered, or its time has passed.

## Looking a matter up

## Mail
invitation-text = Registration { $reference }
mail-greeting = Hello { $name },
mail-people = For: { $people }
mail-reference = Reference number: { $reference }
mail-manage-link = See, change or cancel your registration:
mail-offer-link = Accept or turn down, without signing in:
mail-absent-link = You can't come? One press tells us:
mail-contact = Questions: { $contact }
mail-reason = {" "}Reason: { $reason }
mail-registered-confirmed-subject = You have your places: { $course }
mail-registered-confirmed-text = { $persons ->
    [one] your place is confirmed.
   *[other] your { $persons } places are confirmed.
} You can change or cancel until { $change_until }. The link below shows the code for the door.
mail-registered-waitlisted-subject = You are on the waiting list: { $course }
mail-registered-waitlisted-text = you are number { $position } in line. When places become free for all of you, we hold them for you and write to you.
mail-registered-pending-subject = We have your registration: { $course }
mail-registered-pending-text = the centre will look at your registration and write to you.
mail-cancelled-subject = Cancelled: { $course }
mail-cancelled-text = your registration was cancelled.{ $reason }
mail-seats-cancelled-subject = Some places were cancelled: { $course }
mail-seats-cancelled-text = the chosen places were cancelled; { $persons ->
    [one] 1 person stays
   *[other] { $persons } persons stay
} registered.
mail-offered-subject = Places are free for you until { $until }: { $course }
mail-offered-text = places have become free for you. We hold them until { $until }; after that they go to the next in line.
mail-expired-subject = The offer ran out: { $course }
mail-expired-text = we had no answer in time, so the places went to the next in line. You are welcome to register again.
mail-accepted-subject = You have your places: { $course }
mail-accepted-text = thank you, your places are confirmed. You can change or cancel until { $change_until }.
mail-declined-subject = You turned the places down: { $course }
mail-declined-text = thank you for telling us. The places have gone to the next in line.
mail-approved-subject = Your registration is approved: { $course }
mail-approved-text = your registration is approved and your places are confirmed. You can change or cancel until { $change_until }.
mail-approved-to-line-subject = Your registration is approved, and you are in line: { $course }
mail-approved-to-line-text = your registration is approved, but there is no place just now. You are number { $position } in line.
mail-rejected-subject = Your registration was not accepted: { $course }
mail-rejected-text = the centre could not give you places this time.{ $reason }
mail-seated-subject = You have your places: { $course }
mail-seated-text = the centre has given you places; they are confirmed.
mail-reopened-subject = Your changed registration is looked at again: { $course }
mail-reopened-text = you changed your registration. The centre looks at it again and writes to you; until then you have no places.
mail-handed-over-subject = A place was handed over: { $course }
mail-handed-over-text = a place was handed over; these are the people now. The old code is no longer good: the new one is behind the link below, please pass it on to the new person. If it was not you, please phone us.
mail-moved-subject = Changed: { $course }
mail-moved-text = the name, time or place of this course has changed. These are the new ones; the file attached updates your calendar.
mail-called-off-subject = Called off: { $course }
mail-called-off-text = this course will not be held.{ $reason } The file attached takes it out of your calendar.
mail-reminder-week-subject = In one week: { $course }
mail-reminder-week-text = in one week we see you. If you cannot come, tell us now, and somebody else can have the places.
mail-reminder-day-subject = Tomorrow: { $course }
mail-reminder-day-text = tomorrow we see you. Please have the code for the door ready; the link below shows it.

## The interface for programs
api-error-channel = The channel is not known, or needs a token of staff
api-error-channel-missing = Say by which channel it came when you use a token of staff
api-error-district = There is no district with this code in the county
api-error-consent = Show version { $version } of the notice and send that version
api-error-language = The language is one of: { $codes }
api-error-answer = An answer is a text, a number, true or false, or a list of texts
api-error-question = The form has no such question
