## Menu and units
shell-house = Running the centre
list-comma = ,{" "}
said-aside = { $what } ({ $beside })
unit-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
unit-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
unit-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
unit-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
unit-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
unit-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
}
unit-in-seconds = Seconds
unit-in-minutes = Minutes
unit-in-hours = Hours
unit-in-days = Days
unit-in-months = Months
unit-in-years = Years

## Outbox
outbox-menu = Outbox
outbox-title = Outbox
outbox-subject = Subject
outbox-to = To
outbox-at = Written
outbox-sent-at = Sent
outbox-state = State
outbox-why = Why it was not sent
outbox-calendar = Calendar file that goes along
outbox-calendar-save = Save the calendar file (.ics)
outbox-state-all = All
outbox-state-queued = waiting
outbox-state-sending = being sent
outbox-state-sent = sent
outbox-state-failed = failed
outbox-state-unsure = perhaps sent
outbox-doubtful = { $count ->
    [one] One message failed or may not have gone out; decide about it.
   *[other] { $count } messages failed or may not have gone out; decide about each.
}
outbox-again = Send again
outbox-again-hint = If the receiver may have it already, ask before you send it twice.
outbox-none = No messages.
outbox-kept-title = No mail leaves the house
outbox-kept = No mail server is set: every message stays here, where staff can read it.
outbox-leaves = Messages leave through the mail server in the name of “{ $from }”.
outbox-unread-title = A message
outbox-unread = You keep the system running: you see whether a message left and why not. Its text and receiver are for the staff in charge only.

## Jobs
jobs-menu = Jobs
jobs-title = Jobs
jobs-due = due
jobs-dead = given up, or failing each time
jobs-dead-title = Jobs that were given up
jobs-kind = Job
jobs-at = Asked for
jobs-why = Last error
jobs-restored = Was to be written before the backup was restored, and may have gone out. Try again only when it did not.
jobs-act = Decide
jobs-again = Try again
jobs-none = No job was given up.
jobs-recurring = Work that comes round
jobs-recurring-none = Nothing is planned yet.
jobs-every = How often
jobs-next = Next run
jobs-every-seconds = { $count ->
    [one] every second
   *[other] every { $count } seconds
}
jobs-every-minutes = { $count ->
    [one] every minute
   *[other] every { $count } minutes
}
jobs-every-hours = { $count ->
    [one] every hour
   *[other] every { $count } hours
}
jobs-every-days = { $count ->
    [one] every day
   *[other] every { $count } days
}
jobs-state-dead = given up
jobs-state-failing = fails each time
jobs-state-running = running
jobs-state-due = due now
jobs-one-title = A job that was given up
jobs-drop-open = Drop…
jobs-drop = Drop this job
jobs-drop-warning = Once dropped, this job never runs again; it cannot be brought back.
jobs-reason = Reason
job-foundation-seal = Seal the trail
job-foundation-check_trail = Check that the trail is whole

## Settings
settings-menu = Settings
settings-title = Settings
settings-lead = What this centre decides for itself. A change holds at once and leaves a trail.
settings-group-centre = The centre
settings-empty = (not set)
settings-value = Value
settings-change = Save
settings-set-by = Set by { $name } on { $at }; the default is { $default }
settings-default = Back to the default ({ $value })
setting-centre-phone = Telephone
setting-centre-phone-about = Shown at the foot of every page.
setting-centre-address = Address
setting-centre-address-about = Shown at the foot of every page.
setting-centre-email = E-mail
setting-centre-email-about = Shown at the foot of every page.
setting-centre-office_hours = Office hours
setting-centre-office_hours-about = Staff are reminded in these hours only; one or more periods a day, such as 08:00-12:00 13:30-17:30. What cannot be read counts as the default.
setting-centre-districts = Districts
setting-centre-districts-about = Whose districts are used for places and statistics.
setting-centre-districts--kaohsiung = Kaohsiung City
setting-centre-districts--own = The centre's own table (hearth import districts)
settings-error-district = Name districts of this centre, separated by commas.
settings-error-hours = Enter one or more periods that do not overlap, such as 08:00-12:00 13:30-17:30
setting-centre-remote_districts = Remote districts
setting-centre-remote_districts-about = The districts where outreach is counted, separated by commas; those of the table of districts while this is empty.

## Rule book
rules-menu = Rule book
rules-title = Rule book
rules-lead = Legal time limits and thresholds with the days on which they hold. A case keeps the version under which it was opened; a new version never moves it.
rules-key = Rule
rules-value = Holds today
rules-since = From
rules-until = Until
rules-source = Source
rules-version-value = Rule
rules-state-now = holds
rules-state-later = not yet
rules-state-past = past
rules-open = open
rules-none = No version holds today
rules-versions = Versions
rules-new = A new version
rules-new-hint = Past versions cannot be changed; the one before ends on the day before the new one begins.
rules-from = Holds from
rules-new-value = New rule
rules-new-source = Source (act and section, or number of the decision)
rules-add = Add the version
rules-past = The day must not lie before today
rules-calendar-hint = Calendars are made and imported on the page “Office calendar”.
rules-calendar-unknown = There is no such calendar, please choose one
rule-foundation-log_keep_months = How long logs are kept
rule-privacy-access_days = Time to answer a request to see personal data
rule-privacy-access_more_days = Extension for requests to see personal data
rule-privacy-correction_days = Time to correct, stop using or delete personal data
rule-privacy-correction_more_days = Extension for correcting or deleting personal data
rule-privacy-breach_hours = Time to tell the authority of a breach of personal data
rule-privacy-breach_records = Records from which the authority is told of a breach
rule-privacy-breach_system_records = Records in the system from which the authority is told of a breach
rule-privacy-breach_keep_years = Years for which the record of a breach is kept
rule-privacy-incident_hours = Time to report an incident of information security
rule-house-letters_years = Years for which sent letters are kept; 0 keeps them
rule-courses-keep_years = Years for which registrations are kept after a course
rule-courses-adult_years = Age of majority
rule-disclosure-decision_days = Time to decide on a request for government information
rule-disclosure-decision_more_days = Extension for requests for government information
rule-disclosure-supplement_days = Time to complete a request for government information
rule-disclosure-third_party_days = Time for third parties to answer
rule-petitions-keep_years = Years for which petitions are kept after work on them ended; 0 keeps them for ever
rule-petitions-opinion_keep_years = Years for which opinions are kept after work on them ended; 0 keeps them for ever
rule-petitions-passed_keep_years = Years for which reports about the director are kept after they were passed on; 0 keeps them for ever
rule-petitions-reply_days = Time to answer a petition
rule-petitions-day_mode = How days of petitions are counted
rule-petitions-day_mode--work = office days
rule-petitions-day_mode--cal = calendar days
rule-petitions-calendar = On which calendar days of petitions are counted
rule-petitions-simple_days = Petitions that can be answered at once
rule-petitions-joint_days = Petitions of several units or in another language
rule-petitions-ordinary_days = Ordinary petitions
rule-petitions-complex_days = Complex petitions
rule-petitions-extend_days = Longest extension of a petition at one time
rule-petitions-transfer_days = How soon a petition for another agency is given to it
rule-petitions-confirm_days = How long the link is good that confirms a petition sent over the web
rule-petitions-supplement_clock = Whether the clock runs while the petitioner is asked for more
rule-petitions-supplement_clock--runs = the clock runs
rule-petitions-supplement_clock--stops = the clock stops, and goes on afterwards
rule-petitions-agency_clock = Whether the clock runs while another agency is asked
rule-petitions-agency_clock--runs = the clock runs
rule-petitions-agency_clock--stops = the clock stops, and goes on once it answered
rule-hotline-report_hours = Time for a mandatory report
rule-volunteers-basic_training_hours = Basic training of volunteers
rule-volunteers-honour_hours = Hours of service for the honour card
rule-volunteers-honour_years = Years of service for the honour card

## Office calendar
calendar-menu = Office calendar
calendar-title = Office calendar
calendar-lead = Time limits are counted on the calendar published by the Directorate-General of Personnel Administration, imported year by year; where a rule or a topic names another calendar, on that one.
calendar-years = Years imported
calendar-none = No year is imported yet; time limits cannot be counted.
calendar-year = Year
calendar-days = Days
calendar-days-off = Off
calendar-holidays = Weekday holidays
calendar-make-ups = Make-up days
calendar-closures = Closures
calendar-year-name = { $year } (ROC { $roc })
calendar-import = Import a year
calendar-file = Calendar (CSV)
calendar-file-hint = The original file of the open data platform, or another calendar in the same form, in UTF-8; importing a year again replaces it.
calendar-import-button = Import
calendar-file-missing = Choose a file
calendar-broken-off = The file did not arrive whole, please try again
calendar-imported = { $name } of ROC { $roc } is imported: { $off } days off.
calendar-closure-title = Closures
calendar-closure-lead = Days on which offices or schools close for a typhoon or another disaster, which are announced apart. On the calendars that are ticked such a day is no working day, and a limit that ends on it moves on.
calendar-closure-day = Day
calendar-closure-reason = Reason
calendar-closure-reason-hint = For instance: typhoon Gaemi, announcement of 24 July 2024
calendar-closure-add = Add a closure
calendar-closure-known = This day is entered already
calendar-closure-unreached = { $name } does not hold { $found }; import that year first
calendar-closure-off = This day is off anyway
calendar-closure-by = Entered
calendar-closure-remove = Take back
calendar-closure-none = No closures are entered.
calendar-count-title = Count a time limit
calendar-count-from = Day of receipt
calendar-count-mode = How days are counted
calendar-count-days = Days
calendar-count-button = Count
calendar-count-due = The limit ends on { $date }
calendar-count-morning = It ended on a Saturday: by section 48 of the Administrative Procedure Act it runs to the morning of this day.
calendar-count-sum = Day by day
calendar-count-day = Day
calendar-count-ordinal = Counted as
calendar-count-note = Remark
calendar-count-passed = not counted
calendar-count-rolled = moved on
calendar-day-title = { $name } of { $year }
calendar-special = Days unlike an ordinary week
calendar-special-none = None.
calendar-day-date = Day
calendar-day-state = Office
calendar-day-note = Remark
calendar-day-office = open
calendar-day-off = closed
calendar-day-make-up = make-up day
calendar-day-closed = closed by decision
calendar-month = Month { $month }
calendar-office = Office calendar
calendar-which = Calendar
calendar-missing-title = Years are missing
calendar-missing = { $name } does not hold { $year } (ROC { $roc }) yet: limits that reach it are counted in plain days.
calendar-closure-for = Calendars for which it holds
calendar-closure-for-hint = Where only schools close, tick their calendar alone.
calendar-counted-on = Counted on: { $name }.
calendar-named-title = Other calendars
calendar-named-lead = Some matters are not counted on the office calendar but on another one, such as that of the schools. The rule book and the topics of petitions may name it; a case keeps the calendar under which it was opened.
calendar-code = Code
calendar-code-hint = Small letters and hyphens, for instance school
calendar-code-wrong = Small letters and hyphens only
calendar-code-known = There is a calendar of this code already
calendar-name = Name
calendar-name-hint = For instance: 學校行事曆
calendar-name-en = Name in English
calendar-named-add = Add a calendar
calendar-name-en-stays = Left empty, the name in English stays as it is
calendar-rename = Rename
calendar-named-use = Use
calendar-named-used = named by a rule, a topic or a case
calendar-named-remove = Take away
calendar-named-is-used = A rule, a topic or a case names this calendar: it cannot be taken away

## Trail
trail-menu = Trail
trail-title = Trail
trail-lead = Who did what to which matter, and when. Contents are not shown here; what stood before and after is on the page of the matter.
trail-matter = Kind
trail-matter-all = All
trail-matter-id = Number
trail-actor = Who
trail-actor-all = Anybody
trail-actor-resident = Resident
trail-actor-system = System
trail-actor-door = Check-in device
trail-from = From
trail-until = Until
trail-at = When
trail-verb = What was done
trail-address = Network address
trail-older = Only the newest { $count } are listed; earlier ones stand in the trail.
trail-older-all = See the whole trail
trail-none = No entry fits.
trail-chain = Chain
trail-chain-whole = whole
trail-chain-broken = broken from number { $number }
trail-chain-never = not checked yet
trail-chain-whole-about = Last check: { $at }; { $sealed } entries fit together, none was changed.
trail-chain-broken-about = Last check: { $at }; entry { $number } was changed, or the one before is gone. Tell whoever is in charge of security at once, and keep the backups.
trail-chain-never-about = It is checked once a day.
trail-check = Check now
trail-checking = The check is on its way; load this page again in a while.
trail-matter-foundation_store = Store
trail-matter-foundation_setting = Setting
trail-matter-foundation_mail = Message
trail-matter-foundation_job = Job
trail-matter-foundation_rule = Rule
trail-matter-foundation_calendar = Calendar
trail-matter-foundation_calendar_day = Office calendar
trail-matter-foundation_closure = Closure
trail-matter-foundation_trail = Trail
trail-matter-foundation_staff = Staff account
trail-matter-foundation_token = Token
trail-verb-changed = changed
trail-verb-imported = imported
trail-verb-restored = restored from a backup
trail-verb-added = added
trail-verb-removed = taken back
trail-verb-renamed = renamed
trail-verb-revived = tried again
trail-verb-given-up = dropped
trail-verb-sent-again = sent again
trail-verb-checked = checked
trail-verb-created = created
trail-verb-registered = registered
trail-verb-cancelled = cancelled
trail-verb-seats-cancelled = seats cancelled
trail-verb-offered = offered
trail-verb-offer-expired = offer expired
trail-verb-accepted = accepted
trail-verb-declined = declined
trail-verb-approved = approved
trail-verb-approved-to-line = approved to line
trail-verb-rejected = rejected
trail-verb-reopened = reopened
trail-verb-seated = seated
trail-verb-answers-changed = answers changed
trail-verb-parties-erased = data of parties erased
trail-verb-answers-purged = answers purged
trail-verb-attendance-corrected = attendance corrected
trail-verb-called = called
trail-verb-copied = copied
trail-verb-counted = counted
trail-verb-door-opened = door opened
trail-verb-door-closed = door closed
trail-verb-exported = exported
trail-verb-questions-changed = questions changed
trail-verb-session-added = session added
trail-verb-session-saved = session saved
trail-verb-session-cancelled = session cancelled
trail-verb-set-aside-added = set aside added
trail-verb-set-aside-released = set aside released
trail-verb-sheet-printed = sheet printed
trail-verb-published = published
trail-verb-unpublished = unpublished
trail-verb-moved = moved
trail-verb-merged = merged
trail-verb-attended = attended
trail-verb-locked = locked
trail-verb-unlocked = unlocked
trail-verb-locked-for-failures = locked for failures
trail-verb-password-changed = password changed
trail-verb-password-reset = password reset
trail-verb-second-factor-enrolled = second factor enrolled
trail-verb-second-factor-dropped = second factor dropped
trail-verb-sign-in-refused = sign in refused
trail-verb-signed-in = signed in
trail-verb-signed-out = signed out

## Rights
right-foundation-outbox = Read the outbox
right-foundation-outbox-states = See the states of messages
right-foundation-settings = Change settings
right-foundation-rules = Keep the rule book
right-foundation-calendar = Keep the office calendar
right-foundation-trail = Search the trail
rule-plan-green_percent = Progress of the plan: green from this percentage of the schedule
rule-plan-yellow_percent = Progress of the plan: yellow from this percentage of the schedule, red below
rule-courses-no_show_points = Points for not coming to a course at all
rule-courses-late_cancel_points = Points for cancelling after the time to cancel
rule-courses-no_show_limit_points = From how many points on one registers later
rule-courses-no_show_delay_hours = How much later after the opening
rule-courses-no_show_keep_days = How long a point lasts
rule-courses-no_show_grace_hours = How long after a course points are made (time to correct attendance)

## Look-up of every matter
progress-title = Look up your matter
progress-lead = A registration, an opinion or a petition: see how it stands, add to it, change or withdraw it.
progress-reference = Reference number
progress-reference-hint = On your receipt or in our e-mail, for example K7Q2-9XMP-4
progress-contact = E-mail address or last 3 digits of your phone
progress-contact-hint = The ones you gave us
progress-open = Open
progress-lost-title = I don't have the number any more
progress-lost-text = It is in every e-mail from us. Otherwise call the centre; we find it by your name and phone number.
progress-error-contact = Enter the e-mail address, or at least three last digits of the phone number
progress-error-not-found = There is nothing with this number and this contact. Please check both.
progress-wait-title = Too many tries
progress-wait-text = Please wait { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
} and try again, or call the centre.
outbox-secret = Secret message
outbox-secret-text = This message is to somebody who must not be known; neither receiver nor text is shown.

## Webhooks
webhooks-menu = Webhooks
webhooks-title = Webhooks
webhooks-lead = Other systems are told, by a signed request to an address of theirs, when a registration changes: its id, reference, course, state and time, never a name.
webhooks-address = Address
webhooks-address-hint = Begins with https:// and leads to the public Internet.
webhooks-since = Since
webhooks-by = Added by
webhooks-none = Nobody is told anything yet.
webhooks-add = Add a webhook
webhooks-wrong-address = Type an address that begins with https://, without name and password
webhooks-wrong-private = This address is in a private network; the setting "Webhooks into private networks" would have to allow it
webhooks-made = The webhook was added
webhooks-secret-once = This is the secret the receiver checks the signatures with. It is shown this once: copy it now.
webhooks-log = What was told
webhooks-log-lead = Each delivery is tried until the receiver answers with a status from 200 to 299, for some eleven hours. Kept for 30 days.
webhooks-log-none = Nothing was told yet.
webhooks-fact = What happened
webhooks-at = When
webhooks-state = State
webhooks-tries = Attempts
webhooks-act = Act
webhooks-again = Send again
webhooks-next = next attempt
webhooks-answered = answered { $status }
webhooks-state-waiting = waiting
webhooks-state-sent = delivered
webhooks-state-failed = given up
webhooks-why-address = the address cannot be used
webhooks-why-private = leads into a private network
webhooks-why-name = the host name is not known
webhooks-why-timeout = no answer within ten seconds
webhooks-why-connect = no connection
webhooks-why-key = its secret cannot be opened
webhooks-end = End this webhook
webhooks-end-warning = The receiver is told nothing any more, and its secret is destroyed.
settings-group-webhooks = Webhooks
setting-webhooks-private = Webhooks into private networks
setting-webhooks-private-about = Whether receivers may be in networks that are not public. Only for a receiver in the house's own network.
setting-webhooks-private--no = Not allowed
setting-webhooks-private--yes = Allowed
trail-matter-foundation_webhook = Webhook
job-foundation-files = Forget files that nothing names
job-foundation-deliveries = Forget what webhooks were told

## The first page of staff
today-title = Today
today-see = See
today-mail-failed = { $count } messages could not be sent. Look into the outbox.
today-jobs-dead = { $count } automatic tasks fail each time or are no longer tried.
today-all-well = Mail and automatic tasks are all well.
today-nothing = Nothing needs you today.
