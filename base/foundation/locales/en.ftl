## Page
shell-skip = Skip to main content
shell-top-block = Top of page
shell-main-block = Main content
shell-bottom-block = Site information
shell-home = Home
shell-you-are-here = You are here
shell-menu = Main menu
shell-tools = Site tools
shell-language = Language
shell-text-size = Text size
shell-text-small = S
shell-text-medium = M
shell-text-large = L
shell-footer = Site information
shell-sitemap = Site map
shell-privacy = Privacy and security policy
shell-open-data = Open government data declaration
shell-accessibility = Accessibility statement
shell-staff = Staff sign-in
shell-updated = Updated{" "}
shell-error-prefix = Error:{" "}
shell-signed-in = Signed in as { $name }
shell-sign-out = Sign out
shell-office = Staff area
shell-notices = Notices

## Parts
part-optional = {" "}(optional)
part-error = Error:{" "}
part-colon = {": "}
part-errors-title = There is a problem
part-change = Change
part-previous = Previous
part-next = Next
part-pages = Pages
part-no-rows = Nothing to show.
part-sorted-up = ascending
part-sorted-down = descending
part-sort-by = Sort by { $column }
part-filters = Filter
part-search = Search
part-clear = Clear filters
part-filter-rows = Find in this table
part-steps = Steps
part-step-of = Step { $step } of { $count }
part-step-done = done
part-choose = Please choose
part-important = Important
part-new-window = {" "}(opens in a new window)
part-figures = Figures of the chart
part-figure-what = Item
part-figure-number = Number
part-qr = QR code
part-countdown = Opens { $when }
part-countdown-open = Now open
part-countdown-keep = You can fill in the form now and send it when the time comes; what you type stays on this page.
part-print = Print
part-copy = Copy link
part-copied = Copied

## Pages every centre has
home-lead = Courses for parents, couples, generations and families. Most are free, and everyone may register.
contact-phone = Tel.{" "}
contact-email = E-mail{" "}
sitemap-title = Site map
sitemap-keys = Every block of a page has a shortcut: Alt+U for the top, Alt+C for the content, Alt+Z for the site information. Where the browser uses the same keys, press Shift+Alt instead, or see the help of your browser.
privacy-title = Privacy and security policy
privacy-text =
    We collect, process and use your data under the Personal Data Protection Act, only for what you register or apply for; each form tells you the purpose, the kinds of data, how long, who and how.

    You may ask to see, copy, complete or correct your data, and to have us stop using it or erase it: look up your registration by its reference number, or contact the centre.

    This site uses no cookies for advertising or tracking and gives no record of your visit to other sites. Course pages only add up how often they are opened each day, not by whom. The cookie of staff only tells who is signed in; your choice of text size stays in your browser.

    Data is encrypted on its way, seen only by the staff in charge, and erased when its time is over.
licence-title = Open government data declaration
licence-text =
    Works on this site whose economic rights belong to the centre are offered to the public free of charge, non-exclusively and with the right to sublicense. Anyone may reproduce, adapt, compile, transmit or otherwise use them anywhere and at any time, also to develop products and services; this licence will not be withdrawn, and no written or other permission is needed.

    Please name the source.

    The licence does not cover patents, trade marks and the marks of this site, nor personal data, works marked as belonging to others, and what other laws do not allow to be given.
accessibility-title = Accessibility statement
accessibility-text =
    This site follows the web accessibility guidelines 110.07 of the Ministry of Digital Affairs (WCAG 2.1) at level AA, and WCAG 2.2 AA. Everything works without JavaScript, with the keyboard alone, at 400 % zoom without scrolling sideways, and with a screen reader.

    Choose the text size at the top of each page or zoom in your browser. Dark colours and reduced motion follow the settings of your device.

    If there is something you cannot use, or you need sign language, an interpreter, an easy-read version or other help, contact the centre; we answer within 7 working days.

## What went wrong
fault-home = Back to the home page
fault-courses = See all courses
fault-not-found-title = Page not found
fault-not-found-text = The address may be mistyped, or the page was moved or taken down.
fault-forbidden-title = This link cannot be used
fault-forbidden-text = It may be incomplete or out of date, or the contact was changed since. Open the whole link in our latest mail, or look up your registration by its reference number.
fault-look-up = Look up by reference number
fault-too-many-title = Too many tries
fault-too-many-text = Please wait a few minutes and try again. What you typed is not lost: go back in your browser.
fault-too-large-title = Too much was sent
fault-too-large-text = Please send less, or a smaller file.
fault-not-text-title = The text cannot be read
fault-not-text-text = It is not encoded in UTF-8. Go back to the form in your browser and send it again.
fault-unavailable-title = Busy just now
fault-unavailable-text = Please try again in a few seconds. Every registration that was given a reference number is safe.
fault-internal-title = Something went wrong
fault-internal-text = This is our mistake, and it has been recorded. Please try again later, or call the centre and we will help you.
fault-bad-title = This request is not understood
fault-bad-text = Please start again from the home page. If you keep seeing this, tell us what you were doing.

## Mistakes in forms
form-required = Fill in this field
form-choose = Choose one
form-too-long = Use at most { $max } characters
form-control-characters = The text contains invisible control characters; type it again
form-number = Enter a number from { $min } to { $max }

## Tables that come in
sheet-unknown-kind = Choose a file that ends with .ods, .xlsx or .csv
sheet-too-large = The file is too large; at most { $max } MB are taken
sheet-not-utf8 = The text cannot be read from line { $line } on: it is not encoded in UTF-8. In Excel, save it as “CSV UTF-8”, or save it as .xlsx or .ods
sheet-unreadable = The file cannot be read: it is damaged, locked with a password, or of another kind than its name says
sheet-empty = The table has no rows below the names of the columns
sheet-too-many-rows = The table has too many rows; at most { $max } are taken at once
sheet-merged = Cells are merged in this table; split them so that every cell stands alone
sheet-nameless = Column { $column } has no name in the first row
sheet-twice = The column { $name } is there twice
sheet-ragged = Line { $line } has { $found } cells, but the first row has { $wanted }

## An interface for programs
api-title = Interface for programs (API)
api-lead = Programs can read courses and take registrations; reading needs no key.
api-operations = Addresses
api-method = Method
api-path = Address
api-what = What for
api-example = Example
api-rules = How to use it
api-rules-text =
    Paging: next in an answer is the cursor of the next page; without it this is the last.
    Caching: every answer has an ETag; send it back as If-None-Match.
    Errors: problems after RFC 9457 whose code never changes.
    Times: always with the offset of Taiwan (+08:00).
    Licence: Open Government Data License, version 1.0.
api-document = OpenAPI 3.1 document (JSON)


## Measures
measures-menu = Figures
measures-title = Figures
measures-periods = Usual periods
measures-month = This month
measures-first-half = First half of the year
measures-second-half = Second half of the year
measures-year = This year
measures-last-year = Last year
measures-from = From
measures-to = To
measures-period = From { $from } to { $to }, both included
measures-what = Figure
measures-total = Total
measures-definition = What is counted
measures-rows = Show the rows behind it
measures-csv = Download as CSV
measures-sum = The parts add up to { $total }.
measures-of-whole = { $number } (of { $whole })
measures-overlap = One person may be in several parts; they are not added up
measures-none = There are no numbers whose rows you may see.
measures-shares = Each part is a share of its own.
measures-money = NT${" "}{ $amount }
dimension-sex = By sex
dimension-age-band = By age
dimension-category = By category
dimension-district = By district
dimension-audience = By target group
dimension-channel = By channel
dimension-month = By month

## Reading codes with the camera
scan-open = Scan with the camera
scan-close = Stop the camera
scan-photo = Read a photo of the code
scan-none = No code was found in the photo. Try again closer, or type it.
scan-take = Take a picture of the code
scan-offline = There is no network to read the picture. Type the nine letters of the reference, or search the list.
scan-refused = The camera cannot be used. Allow it in the browser, or type the code.
