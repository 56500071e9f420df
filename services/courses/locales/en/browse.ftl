# browse
courses-menu = Courses
progress-menu = My progress

courses-title = Courses
courses-lead = Find a course for you and your family. Most are free, and no account is needed.
courses-q = What are you looking for?
courses-category = Category
courses-teaching = Format
courses-district = District
courses-audience = For whom
courses-from = From this day on
courses-only-open = Only courses with places
courses-any = Any
courses-more-filters = More filters
courses-found = Courses found
courses-none = No course matches.
courses-none-hint = Try a shorter word or one filter less.
courses-all = See all courses
courses-from-start = Back to the first page
courses-feeds-hint = New courses in your own calendar or reader:
courses-meetings = { $count ->
    [one] (one meeting)
   *[other] ({ $count } meetings)
 }
courses-online = Online
courses-free = Free
courses-fee-of = NT$ { $fee }
courses-cancelled = Cancelled
courses-ended = Over
courses-not-open = Registration not open yet
courses-closed = Registration closed
courses-places-left = { $count ->
    [one] One place left
   *[other] { $count } places left
 }
courses-waiting-now = { $count ->
    [0] Full, waiting list open
    [one] Full, one person waiting
   *[other] Full, { $count } people waiting
 }
courses-full = Full

course-at-a-glance = At a glance
course-about = About this course
course-when = When
course-calendar = Add to my calendar (.ics file)
course-where = Where
course-map-app = Open in a map app
course-map-web = See the map
course-fee = Fee
course-hours = Hours
course-hours-of = { $hours ->
    [one] 1 hour
   *[other] { $hours } hours
 }
course-hours-civil = { $hours } h for civil servants' learning record
course-hours-teacher = { $hours } h for teachers' training record
course-access = Accessibility
course-childcare = Childcare
course-languages = Languages and help
course-contact = Person in charge
course-share = Share this course
course-qr-of = QR code of the page “{ $title }”
course-qr-file = Download the QR code (SVG file)

course-register-title = Registration
course-seats = Places
course-seats-left = Left
course-waiting = Waiting
course-registration = Registration
course-closed-at = Registration closed on
course-opens-at = Registration opens on { $when }
course-open-now = Registration is open now
course-register = Register
course-apply = Apply
course-join-line = Join the waiting list
course-fill-in-early = Fill in the form now
course-register-hint = Takes about two minutes, no account needed. You can register the whole family at once.
course-line-hint = All places are taken. On the waiting list you see your place in line; when somebody cancels we tell the next in line.
course-early-hint = You can fill in everything now and send it when the time comes. Filling in early does not hold a place.
course-full-hint = All places and the waiting list are full.
course-ended-hint = This course is over. Thank you to every family that came.
course-closed-hint = Registration is closed. Please phone the person in charge if you need help.
course-others = See other courses you can register for
course-cancelled-title = This course is cancelled
course-cancelled-text = We tell everyone who registered; you need not do anything. We are sorry for the trouble.

course-how-title = How places are given
course-how-order = In the order in which registrations are sent, by the clock of our server.
course-how-approval = The person in charge looks at each registration and tells you the result by e-mail or telephone; sending it is not yet a place.
course-how-party = { $max ->
    [one] Each person registers alone.
   *[other] Up to { $max } people can register together; they get places together or wait together.
 }
course-how-line = When the course is full you can join the waiting list, { $max } people at most.
course-how-strict = Places that become free always go to the first in line.
course-how-fits = Places that become free go down the line; when the party at the head is too large, the next that fits is asked first.
course-how-offer = { $hours ->
    [one] When it is your turn we tell you and hold your places for one hour; then they go to the next in line.
   *[other] When it is your turn we tell you and hold your places for { $hours } hours; then they go to the next in line.
 }
course-how-no-line = There is no waiting list.
course-how-kept = { $seats } of the places are kept for { $label } until { $when }; what is left is then open to everyone.
course-how-minimum = With fewer than { $minimum } people the course may be cancelled or moved; we tell everyone who registered.
course-how-change = Until { $when } you can change or cancel your registration yourself.

feeds-title = Subscribe to courses
feeds-lead = Add an address to your calendar or reader; new, changed and cancelled courses update by themselves.
feeds-all = All courses
feeds-topic = Topic
feeds-kinds = Formats
feeds-cancelled = [Cancelled] { $title }

signage-title = Today's courses
signage-today = Today
signage-later = Coming up
signage-none-today = No more courses today.
signage-when = When
signage-what = Course
signage-where = Where
signage-state = Status
signage-day = { $weekday } { $day }/{ $month }
signage-running = Running
signage-planned = On time

home-courses-none = No course takes registrations at the moment. Please look in again in a few days.
home-errands = What would you like to do?
home-courses-soon = Open for registration
home-courses-all = See all courses
home-search = Find a course
home-progress-title = See or cancel a registration
home-progress-text = With your reference and the last digits of your telephone number: your place in line, changes, cancellation.
home-courses-text = Search by category, district and date, and register online.
home-feeds-text = New courses appear in your calendar by themselves.

courses-month-1 = Jan
courses-month-2 = Feb
courses-month-3 = Mar
courses-month-4 = Apr
courses-month-5 = May
courses-month-6 = Jun
courses-month-7 = Jul
courses-month-8 = Aug
courses-month-9 = Sep
courses-month-10 = Oct
courses-month-11 = Nov
courses-month-12 = Dec
courses-weekday-1 = Mon
courses-weekday-2 = Tue
courses-weekday-3 = Wed
courses-weekday-4 = Thu
courses-weekday-5 = Fri
courses-weekday-6 = Sat
courses-weekday-7 = Sun
