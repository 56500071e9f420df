arrival-title = We have your registration and will take it in turn
arrival-place = You are number { $place } in line
arrival-time = { $seconds ->
    [one] About one second to go.
   *[other] About { $seconds } seconds to go.
}
arrival-safe = Very many people are registering right now. What you sent is stored and your place is kept. Reloading does not change it; you may close this page and come back to the same address for the answer, and if you left an e-mail address we will write to you.
arrival-look = See whether it is my turn
arrival-over-title = It did not work out this time
arrival-barred = Somebody does not meet the conditions of this course, or an option you chose is full. Go back to your form: it says why.
arrival-early = This course is not open to you yet. The registration form tells when it will be.
arrival-failed = This registration could not be processed. Please contact us.
arrival-again = Back to the form I filled in
setting-courses-desk_patience_ms = When to line people up (milliseconds)
setting-courses-desk_patience_ms-about = When so many register at once that they would wait longer than this, each is written down and told their place in line; 0 lines everybody up.
