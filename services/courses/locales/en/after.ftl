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
record-certificate-too-little = Attended too little for a certificate. If the record is wrong, talk to the person in charge.
mail-certified-subject = Your certificate is ready: { $course }
mail-certified-text =
    The certificate for “{ $course }” is issued. You can download it on the page of your registration.

setting-courses-certificate_percent = Attendance for a certificate
setting-courses-certificate_percent-about = Where a course sets nothing else, whoever attended at least this many percent can have a certificate; 0 means none.

serve-trail-certificate-issued = certificate issued
serve-trail-certificate-withdrawn = certificate withdrawn
