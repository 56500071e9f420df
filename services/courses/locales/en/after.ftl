## Certificates
edit-tab-certificates = Certificates
edit-done-certificates-issued = The certificates are issued.
edit-done-certificate-withdrawn = The certificate is withdrawn; the check page says so.
edit-done-certificate-reissued = A new certificate is issued, the old number is withdrawn.
after-certificates-lead = After the course, whoever attended at least { $percent }% can have a certificate.
after-certificates-none = This course gives no certificates. To give some, set the rate of attendance below.
after-unprintable = These names (or the title) hold characters that cannot be printed, so there is no certificate:
after-issue-all = { $count ->
    [one] Issue 1 certificate
   *[other] Issue { $count } certificates
}
after-all-papers = All certificates (ZIP)
after-minutes = Minutes attended
after-certificate = Certificate
after-issued = Valid
after-due = Due
after-not-given = None given
after-not-over = Course not over
after-too-little = Attended too little
after-withdrawn = Withdrawn certificates
after-number = Number
after-withdrawn-at = Withdrawn
after-percent-title = Who gets one
after-percent = Attendance of at least (%)
after-percent-hint = 0 means that no certificates are given.
after-days = Dates
after-issued-at = Issued
after-is-withdrawn = This certificate is withdrawn
after-paper = Download PDF
after-check-page = Check page
after-reissue = Correct the name and reissue
after-right-name = Right name
after-right-name-hint = The number is withdrawn and a new one given. The name in the list is corrected too.
after-reissue-button = Reissue
after-reissued-why = Name corrected, reissued
after-withdraw = Withdraw
after-withdraw-hint = Only staff see the reason; the check page says that it is withdrawn.
after-withdraw-button = Withdraw this certificate
after-error-unprintable = The name holds a character that cannot be printed
after-export = Export attendance
after-export-kind = Kind of file
after-export-button = Download
certificate-title = Certificate of Attendance
certificate-number-line = No. { $number }
certificate-days = { $from } to { $to }
certificate-text = This is to certify that the person named above took part in “{ $course }” ({ $days }) held by the { $centre }: { $hours } hours, attendance { $rate }.
certificate-sign-director = Director
certificate-sign-officer = Officer in charge
certificate-code = Code to check this certificate: { $address }
certificate-check-line = Scan the code, or enter the number at this address, to check this certificate:

## Checking
check-title = Check a certificate
check-lead = Enter the number on the certificate to see whether this centre issued it and whether it is valid now.
check-number-hint = 9 letters and digits, such as K7Q2-9XMP-4
check-button = Check
check-valid-title = This certificate is valid
check-valid-text = Compare what stands here with the paper. To protect personal data only a part of the name is shown.
check-withdrawn-title = This certificate was withdrawn
check-withdrawn-text = The certificate { $number } was withdrawn on { $on } and is no longer valid.
check-unknown-title = There is no such number
check-unknown-text = Check the number for a slip. If it is right, this centre did not issue the certificate.
check-wait-title = Please try again later
check-wait-text = Too many numbers were not found. Wait { $minutes } minutes, then try again.
check-name = Name
check-course = Course
check-scope = Hours
check-hours = { $hours } hours
check-issued = Issued
check-by = Issued by

## What the party sees
record-title = Attendance
record-percent = After the course, an attendance of at least { $percent }% earns a certificate.
record-attended = Came to { $came } of { $held } sessions held, attendance { $rate }.
record-certificate = Download the certificate (PDF)
record-certificate-soon = A certificate is due; you can download it here as soon as the centre has issued it.
record-certificate-withdrawn = The certificate was withdrawn. If you have a question, talk to the person in charge.
record-certificate-by-hand = A certificate is due, but a character of the name or the title cannot be printed; talk to the person in charge, who sees to it by hand.
record-certificate-too-little = Attended too little for a certificate. If the record is wrong, talk to the person in charge.
mail-certificate-withdrawn-subject = Your certificate was withdrawn: { $course }
mail-certificate-withdrawn-text = The centre has withdrawn the certificate for “{ $course }”; it is valid no longer. If you have a question, talk to the person in charge.
mail-certified-subject = Your certificate is ready: { $course }
mail-certified-text =
    The certificate for “{ $course }” is issued. You can download it on the page of your registration.

setting-courses-certificate_percent = Attendance for a certificate
setting-courses-certificate_percent-about = Where a course sets nothing else, whoever attended at least this many percent can have a certificate; 0 means none.

serve-trail-certificate-issued = certificate issued
serve-trail-certificate-withdrawn = certificate withdrawn

## Not coming
no-show-title = Not coming: points
no-show-off = This centre does not count no-shows at present.
no-show-why = Seats are few. Whoever registers, does not come and does not cancel takes the seat of somebody in line, so this centre counts points:
no-show-absent-rule = With a seat, not cancelled, and at none of the sessions: { $absent ->
    [one] 1 point
   *[other] { $absent } points
}.
no-show-late-rule = Cancelled after the time to cancel: { $late ->
    [one] 1 point
   *[other] { $late } points
}.
no-show-since-rule = It holds since { $since }, for courses that end after that day.
no-show-days-rule = Each point ends by itself after { $days } days.
no-show-limit-rule = With { $limit } or more points one can register for new courses { $hours } hours after they open.
no-show-no-consequence = Points are a reminder only; they change nothing.
no-show-appeal-rule = With a good reason you can appeal: the letter about the points and your registration have a link for it. A person decides, and until then the points do not count.
no-show-same-rule = It is the same on the web, by telephone and at the counter. When the rule changes, points keep the rule they were made under.
no-show-before = No-shows are counted: if you cannot come, cancel early.
no-show-more = The rule on not coming
no-show-late-warning = The time to cancel is over: cancelling now counts { $points ->
    [one] 1 point
   *[other] { $points } points
}. Please tell us all the same, so that somebody in line gets the seat.
no-show-here = There are no-show points for this registration
no-show-here-link = See the points, or appeal
no-show-points-title = Points for not coming
no-show-kind-absent = Had a seat and did not come.
no-show-kind-late = Cancelled after the time to cancel.
no-show-points = { $points ->
    [one] 1 point
   *[other] { $points } points
}, until { $until }.
no-show-points-head = Points
no-show-until = Until
no-show-what = What happened
no-show-state-counted = counts
no-show-state-appealed = appeal being read
no-show-state-upheld = upheld
no-show-state-removed = removed
no-show-appeal = Appeal
no-show-appeal-open = Appeal
no-show-appeal-hint = Say why you could not come: illness, a death, an accident on the way. Please leave out personal data of others.
no-show-appeal-button = Send the appeal
no-show-appeal-sent = Your appeal is sent. Until somebody has decided, the points do not count.
no-show-decision = Decision
no-show-waiting = Appeals that wait
no-show-counting = Points that count
no-show-none = Nothing here
no-show-decide = Decide
no-show-decided = Decided; the party is told.
no-show-decided-already = This cannot be decided so any more
no-show-remove = Remove the points
no-show-uphold = Uphold them
no-show-why-hint = The party reads this.
register-later-title = Please register after { $when }
register-later-text = Somebody of your party has reached the limit of no-show points and can register a little later. What you filled in stays on this page: press send again then.
serve-counter-later = Somebody of this party has reached the limit of no-show points and can register after { $when }. To register now, give a reason.
serve-trail-no-show-counted = no-show counted
serve-trail-given-back = at the wish of the party
serve-trail-no-show-appealed = no-show appealed
serve-trail-no-show-decided = no-show decided
mail-no-show-subject = Points for not coming: { $course }
mail-no-show-text =
    You had registered for “{ $course }” and did not come, or cancelled after the time to cancel. By the rule of this centre that counts points.
    The page below shows the points, until when they count, and the rule. With a good reason you can appeal there.
mail-no-show-decided-subject = Your appeal: { $course }
mail-no-show-decided-text =
    Your appeal about points for “{ $course }” is decided. See the page below.
mail-no-shows-link = Points and appeal:

## Hours
hours-civil-servant = Learning record of civil servants
hours-teacher = Learning record of teachers
hours-link = Have hours recorded
hours-title = Have hours recorded
hours-text = This course counts for the record of hours. The record goes by identity number (or the number of a resident certificate), so we ask for yours; it is used for this only, kept encrypted, and destroyed { $days } days after the course. You need not give it; the hours are then not recorded.
hours-given = Given: { $number }. The centre reports the hours once enough was attended.
hours-drop = Delete the number
hours-reported = The earlier number was reported already. The centre reports its withdrawal and destroys it by { $date }.
hours-record = Record
hours-id-number = Identity or resident number
hours-id-number-hint = 1 letter and 9 digits
hours-agree = I agree that this number is used to record my hours
hours-error-agree = Without your consent the hours cannot be recorded
hours-give = Give the number
hours-lead = Whoever attended enough gets { $hours } hours in the { $record }. Listed are those who were not reported yet, or changed since. Identity numbers are destroyed { $days } days after the course: report before.
hours-due = To be reported
hours-nothing = Nobody is to be reported
hours-purged = destroyed
hours-change = Change
hours-change-new = new
hours-change-corrected = corrected
hours-change-withdrawn = withdrawn
hours-make = Make the report
hours-reports = Reports
hours-made = Made
hours-lines = Lines
hours-file = Download
edit-done-hours-reported = The report is made: download it below.
serve-trail-id-number-given = identity number given (hours)
serve-trail-id-number-taken-back = identity number deleted
setting-courses-id_number_days = How long identity numbers are kept
setting-courses-id_number_days-about = Days after a course for which identity numbers given for the record of hours are kept.
setting-courses-civil_servant_columns = Columns of the report for civil servants
setting-courses-civil_servant_columns-about = “Heading=content”, separated by commas. Content is one of id_number, name, course, begins_on, ends_on, hours, centre, change. Set them as the receiving system asks for at present.
setting-courses-teacher_columns = Columns of the report for teachers
setting-courses-teacher_columns-about = The same, as the system for teachers asks for at present.

measure-courses-attendance_rate = Attendance rate
measure-courses-attendance_rate-definition = Persons with a confirmed seat who came, as a share of all with one, in sessions of the period to which people were checked in.
measure-courses-certificates = Certificates
measure-courses-certificates-definition = Certificates issued and not withdrawn, for announced courses whose first session lies in the period.
