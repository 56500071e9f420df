# serve
serve-courses = Courses
serve-tabs = Work on registrations
serve-yes = Yes
serve-no = No
serve-any = All
serve-not-told = Not told
serve-back = Back
serve-until = until
serve-not-in-charge = Another section is in charge of this course: you may look, but not act.

## States
serve-state = State
serve-state-pending = Awaiting approval
serve-state-waitlisted = In line
serve-state-offered = Offered
serve-state-confirmed = Confirmed
serve-state-cancelled = Cancelled
serve-state-declined = Offer declined
serve-state-expired = Offer ran out
serve-state-rejected = Not approved

## The list
serve-list-title = Registrations
serve-list-empty = No registration matches.
serve-parties = { $count ->
    [one] { $count } party
   *[other] { $count } parties
}
serve-persons = { $count ->
    [one] { $count } person
   *[other] { $count } persons
}
serve-of-seats = of { $count }
serve-seats-free = Seats free
serve-to-call = To be called
serve-over = Over the limit
serve-search = Name, reference, phone or e-mail
serve-search-more = More registrations match: type more of the name, number or telephone.
serve-channel = Channel
serve-views = Views
serve-view-all = All
serve-view-confirmed = Confirmed
serve-view-line = Line and offers
serve-view-pending = Awaiting approval
serve-view-ended = Ended
serve-number = No.
serve-party = Party
serve-seats = Persons
serve-contact = Contact
serve-came = When and how
serve-pick = Pick
serve-pick-one = Pick { $name }
serve-no-email = no e-mail
serve-counter-open = Register somebody
serve-print-open = Print the list
serve-reason = Reason
serve-reason-reject = Needed when you reject; it is told to the party and kept in the log
serve-reason-kept = Kept in the log
serve-reason-cancel = Told to the party and kept in the log
serve-approve-picked = Approve the picked ones
serve-reject-picked = Reject the picked ones
serve-reason-needed = A rejection needs a reason: go back and write it
serve-none-picked = Pick some registrations first
serve-export-title = Export the list
serve-export-about = The file holds personal data. The export is logged; delete the file after use.
serve-export-what = What
serve-export-persons = One row per person
serve-export-parties = One row per registration
serve-export-as = Export { $kind }

## Several decisions
serve-decisions-title = Decisions
serve-decisions-approved = { $done } approved, { $skipped } skipped
serve-decisions-rejected = { $done } rejected, { $skipped } skipped
serve-decisions-back = Back to those awaiting approval
serve-outcome = Outcome
serve-skipped = Skipped: { $why }

## One registration
serve-one-title = Registration of { $name }
serve-position = Place in line
serve-queue-open = see the line
serve-offer-until = Answer until
serve-offered-at = Offered
serve-ended-at = Ended
serve-ended-why = Why it ended
serve-aside = Set-aside seats
serve-notice = Version of the privacy notice
serve-members = Members
serve-member = Name
serve-birth-year = Year of birth
serve-sex = Sex
serve-seat = Seat
serve-seat-held = Valid
serve-seat-cancelled = Cancelled
serve-seat-pick = Cancel the seat of { $name }
serve-cancel-this = Cancel
serve-answers = Answers
serve-call-about = This party has no e-mail address, and there is news to tell.
serve-called = I have called them
serve-decide-title = Decide
serve-approve = Approve
serve-reject = Reject
serve-seat-title = Seat out of turn
serve-seat-about = They need { $needs }; { $free } free. Others may wait before them: say why.
serve-seat-over = They need { $needs }, only { $free } free: this goes over the limit.
serve-seat-do = Seat them
serve-seat-over-do = Seat them over the limit
serve-cancel-title = Cancel
serve-cancel-about = To cancel some members only, tick them in the table of members first.
serve-cancel-wish = The party itself asked for it
serve-cancel-late = The time to cancel is over. At the wish of the party this counts { $points ->
    [one] 1 point
   *[other] { $points } points
} for each person; please say so before you press. What the centre cancels counts nothing.
serve-cancel-picked = Cancel the ticked members
serve-cancel-all = Cancel all
serve-cancel-none-picked = Tick the members to cancel first
serve-knows = They know already (no call needed)
serve-illegal = It is “{ $state }” now, so this cannot be done
serve-full = There is not enough room; going over the limit needs a reason

serve-done-registered = Registered
serve-done-approved = Approved
serve-done-approved-to-line = Approved; no seat is free, so they wait in line
serve-done-rejected = Rejected
serve-done-seated = Seated; the reason is in the log
serve-done-cancelled = All seats are cancelled
serve-done-seats-cancelled = The ticked seats are cancelled
serve-done-called = The call is noted
serve-done-counted-apart = The entry counts by itself
serve-done-counted-together = The entry counts together with the other one again
serve-together-do = Let it count together again
serve-apart-title = Counts together with another entry
serve-apart-about = An earlier entry has the same telephone, e-mail or signed-in household. If you have made sure that it is another household (somebody typed a number that is not theirs), this one can count by itself until the list is closed.
serve-apart-do = Let it count by itself
serve-apart-late = The list of the draw is closed, or the party does not wait for it any more: this cannot change now.
serve-done-moved = Moved to this course; the old registration is cancelled
serve-done-merged = The duplicate is merged
serve-done-sent = The letter is on its way
serve-done-withdrawn = The letter is taken back and will not be sent
serve-done-gone-out = This letter has gone out, or is going out now, and cannot be taken back

## Move
serve-taken-for-others = Reference { $reference }. The section in charge does the rest.
serve-move-title = Move to another course
serve-move-about = They are registered there first, then cancelled here; both logs tell.
serve-move-open = Choose a course
serve-move-how = The same party is registered in the new course first; only then are its seats here cancelled. What the new form asks as well goes along; other answers stay with the old registration. You see which before anything happens.
serve-move-to = New course
serve-move-target = { $course } ({ $when }, { $free } free, { $waiting } in line)
serve-move-line = If there is no room, waiting in line there is fine
serve-move-no-room = The new course has { $free } free seats, or others wait already: allow the line, or choose another course
serve-move-no-seats = The new course has no seats to give right now (full, others wait, or a draw is to come); the party keeps the seats it has. Allow the line, or choose another course
serve-move-refused = Not done: { $why }
serve-move-do = Move them
serve-move-answers = Answers for the new course
serve-move-answers-about = Filled in with what was answered before. Complete it if you can, then move them.
serve-move-left = These answers stay with registration { $reference }
serve-move-all = the party
serve-move-question = Question
serve-move-whose = Answered by
serve-move-answer = Answer
serve-unanswered = Required, but not answered yet
serve-answers-before = Answered before the move, with registration { $reference }

## Counter and telephone
serve-counter-title = Register somebody
serve-counter-head = Contact person
serve-counter-member = Person { $number }
serve-counter-more = Three more rows
serve-counter-do = Register
serve-counter-notice = By sending this you confirm that you have told them why their data is collected, how it is used and what their rights are.
serve-counter-twice = Somebody of the party is in this course already, or in another one at the same hour
serve-counter-another = This form was sent a moment ago with something else in it, which was taken in. Press again for a second registration
serve-counter-elsewhere = a course of another section
serve-counter-anyway = They have confirmed; register them anyway
serve-counter-full = Neither a seat nor a place in line is left; to go over the limit, give a reason
serve-counter-nobody = At least one person must come
serve-counter-not-offered = The course is not announced or was called off
serve-counter-refused = They cannot be registered now
serve-room-free = Seats free now: { $free }.
serve-room-full = The course is full; new parties wait in line.
serve-room-line = { $free } free, { $waiting } persons in line; new parties queue behind them.
serve-name = Name
serve-phone = Phone
serve-email = E-mail
serve-language = Language of letters
serve-along = The contact person comes along
serve-aside-none = Do not use
serve-aside-left = { $label } ({ $left } left)
serve-aside-about = For families the seats are set aside for
serve-over-why = Reason for going over the limit
serve-over-about = With a reason they are seated even if nothing is free; the log keeps it

## Log
serve-trail-title = Log
serve-trail-when = When
serve-trail-who = Who
serve-trail-what = What
serve-trail-before = Before
serve-trail-after = After
serve-trail-registered = Registered
serve-trail-cancelled = Cancelled
serve-trail-seats-cancelled = Some seats cancelled
serve-trail-offered = Offered seats
serve-trail-offer-expired = Offer ran out
serve-trail-accepted = Accepted the offer
serve-trail-declined = Declined the offer
serve-trail-approved = Approved
serve-trail-approved-to-line = Approved, put in line
serve-trail-rejected = Rejected
serve-trail-seated = Seated out of turn
serve-trail-reopened = Back to approval
serve-trail-called = Called
serve-trail-counted-together = Counts together again in the draw
serve-trail-counted-apart = Counts by itself in the draw
serve-trail-to-be-told = To be told by telephone
serve-trail-moved-away = Moved away
serve-trail-moved-here = Moved here
serve-trail-carried = Put in the next line
serve-trail-not-carried = Not put in the next line
serve-trail-merged-from = Took in a duplicate
serve-trail-answers-changed = Answers changed
serve-trail-handed-over = Seat handed over
serve-trail-merged-into = Merged as a duplicate
serve-who-resident = Resident
serve-who-system = System
serve-who-door = At the door
serve-mails-title = Letters sent
serve-mails-none = No letter has been sent yet.
serve-mail-sent = Sent
serve-mail-queued = Waiting to be sent
serve-mail-failed = Failed
serve-mail-unsure = Not sure whether it went out

## The line
serve-queue-title = Waiting line
serve-queue-strict = Rule: strict order. When the first party is too large for the free seats, everyone waits behind it.
serve-queue-fits = Rule: whoever fits. When a party is too large for the free seats, the next one that fits is offered them.
serve-queue-hours = An offer is held for { $hours } hours.
serve-queue-capacity = Seats in all
serve-queue-held = Held by offers
serve-queue-kept = Set aside
serve-queue-waiting = Persons in line
serve-queue-aside = { $left } set aside, released at
serve-queue-line = Still waiting
serve-queue-why = Why there is no offer yet
serve-queue-empty = Nobody waits.
serve-queue-more = { $count } more parties wait behind them and are not shown here.
serve-queue-offers = Offers that are out
serve-queue-no-offers = No offer is out.
serve-queue-ended = Declined or ran out
serve-why-not-offered = The course is not announced or was called off: nothing is offered.
serve-why-begun = The course has begun: nothing is offered any more.
serve-why-no-seat = No seat is free.
serve-why-no-seat-until = No seat is free; the next offer runs out on { $when } and frees its seats if nobody answers.
serve-why-too-few = It is their turn, but they need { $needs } seats and { $free ->
    [one] { $free } is free.
   *[other] { $free } are free.
}
serve-why-behind = { $reference } (party of { $size }) is before them and does not fit yet; the order is strict.
serve-why-now = It is their turn: the offer goes out at once.

## The same person twice
serve-people-title = Duplicates
serve-people-here = Perhaps the same person twice
serve-people-about = Merging keeps the better placed registration and cancels the duplicate persons in the other one. Whoever is only there keeps the seat; nothing is lost, and both logs tell.
serve-people-none = No duplicate was found.
serve-people-keep = Keep
serve-people-other = Duplicate
serve-people-why = Why
serve-people-do = Act
serve-people-hours = Two courses at the same hour
serve-people-no-hours = Nobody is in two courses at the same hour.
serve-people-this = This course
serve-people-there = Other course
serve-doubles-title = Duplicates in all courses
serve-doubles-one = Twice in one course
serve-doubles-course = Course
serve-doubles-here = One course
serve-doubles-hour-about = The same person (same name with the same contact or year of birth) is registered for two courses whose hours overlap. Follow a number to move or cancel that registration.
serve-doubles-sessions = { $count ->
    [one] { $count } session overlaps
   *[other] { $count } sessions overlap
}
serve-like-person = Same name and same contact
serve-like-year = Same name and year of birth, another contact
serve-like-name = Same name, another contact
serve-merge = Merge
serve-merge-none = These two have nobody in common, or the one to keep has ended
serve-merge-why = Duplicate of { $reference }

## Letters
serve-messages-title = Letters
serve-letter-states = To whom
serve-letter-attended = Attendance
serve-letter-all = Everybody
serve-letter-there = Were there
serve-letter-absent = Were not there
serve-letter-answer = Answered
serve-letter-subject = Subject
serve-letter-body = Text
serve-letter-placeholders = You may use { $placeholders }; each party gets its own name, reference and link
serve-letter-when = When to send
serve-letter-when-about = Leave empty to send at once
serve-letter-look = Preview
serve-letter-edit = Back to the text
serve-letter-send = Send to { $with }
serve-letter-count = { $with } with e-mail, { $without } without
serve-letter-calls = Those without e-mail are put on the list “To be called”.
serve-letter-later = To be sent on
serve-letter-sample = Preview
serve-letter-sample-of = As { $name } reads it
serve-letter-log = Letters so far
serve-letter-log-empty = No letter has been written yet.
serve-letter-withdraw = Take it back
serve-letter-nobody = No registration fits
serve-letter-unreadable = What stands in braces cannot be read; use the listed placeholders only
serve-letter-unknown = There is no placeholder “{ $name }”
serve-letter-private = “{ $word }” belongs to one party; sent to all it would open that registration to everybody. Use the placeholder link or reference

## Print
serve-print-title = List
serve-print-at = Printed
serve-head-phone = Contact
serve-reference = Reference

## Look-up over all courses
look-up-title = Find a registration
look-up-hint = Type a telephone number, e-mail address or reference in full; names are found in courses not over for 90 days.
look-up-too-little = Type a whole reference, telephone number or e-mail address, or two letters of a name at least
look-up-elsewhere = This reference belongs to a course of { $section }: please pass the caller on.
look-up-found = Registrations found
look-up-none = Nothing was found. Check the number, or try the name.
