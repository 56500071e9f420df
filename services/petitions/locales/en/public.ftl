petitions-menu = Opinions
petitions-title = Tell us your opinion
petitions-lead = A suggestion, a question, a petition or a report: five minutes. You get a number, and an answer in time.
petitions-before = Before you write
petitions-before-text =
    No ID number: your real name and one way to reach you are enough.
    After sending you get an e-mail; only when you open its link it is complete.
    You may also call, write, fax or come: we write it down and read it back to you.
    Where an appeal, a lawsuit or a claim against the state is the legal way we tell you.
petitions-look-up = I have a number and want to see how it stands
petitions-see-numbers = What others wrote about, in numbers
petitions-subject-hint = { $min } to { $max } characters
petitions-body-hint = When, where, what happened, what you wish. Write only what is needed, no medical details. At most { $max } characters.
petitions-district-hint = Where it is about; for figures only
petitions-who = How to reach you
petitions-name-hint = By law only a real name can be answered
petitions-email-hint = The link to confirm goes there
petitions-secret-legend = Secrecy
petitions-consent-legend = Your data
petitions-consent = I have read how my data are used
petitions-notice-title = How your data are used
petitions-notice-text =
    Who collects: this family education centre. What for: handling petitions and reports (113).
    What: your name, how to reach you, what you write (C001, C011).
    How long, where, who and how: for the time files are kept, within Taiwan, by the handler and who decides; another agency in charge gets only what it needs.
    You may see, copy, complete, correct, stop or delete them.
    Without a name or a contact we may be unable to answer.
petitions-send = Send
petitions-sent-title = One more step: open your mailbox
petitions-sent-lead = We sent you an e-mail. Please open the link in it.
petitions-sent-text =
    Only when you open the link and press the button it is registered and gets its number.
    If nothing comes within minutes, look into your spam folder, or call the centre.
petitions-confirm-title = Confirm what you send
petitions-confirm-lead = When you press the button we begin.
petitions-confirm-secret = What you wrote is secret and not shown here.
petitions-registered-title = Your opinion is registered
petitions-registered-text = Please write number and code down. So that it stays secret, no message says what it is about; look it up with this number and the code.
petitions-confirm-button = Confirm
petitions-lapsed-title = This link ran out
petitions-lapsed-text = It was not confirmed in time, and what you wrote was deleted. Please write again.
petitions-again = Write again
petitions-case-title = Your case { $number }
petitions-received-on = Received on
petitions-own-kept = Kept as a record of the agency for its years
petitions-due-on = Answer by
petitions-what-you-said = What you wrote
petitions-letters = Our letters to you
petitions-you-added = What you added
petitions-supplement = Add something
petitions-supplement-text = What you want to add
petitions-supplement-hint-files = Files alone are fine too
petitions-supplement-files-only = (files only)
petitions-supplement-send = Send
petitions-withdraw = Withdraw
petitions-withdraw-title = Take it back?
petitions-withdraw-text = We then no longer work on it, but keep the record.
petitions-withdraw-merged = What it goes on in goes on for others; you get no answer any more.
petitions-withdraw-button = Yes, withdraw
petitions-withdraw-back = No, go back
petitions-answer-title = Is it solved?
petitions-answer-about = About: { $subject }
petitions-solved = Solved
petitions-satisfied-outcome = How satisfied are you with the outcome?
petitions-satisfied-handling = How satisfied are you with how it was handled?
petitions-answer-words = Anything you want to tell us
petitions-answer-send = Send
petitions-answer-until = Please tell us by { $date }.
petitions-answer-over = This question could be answered until { $date }.
petitions-ended-title = Work on this has ended
petitions-ended-text = This case takes no more. Please write what you want to add as something new; you may name this number.
petitions-ended-own = What you just wrote (not sent; you can copy it)
petitions-ended-files = Your files were not sent. Please attach them again.
petitions-ended-back = Back to my case
petitions-answer-thanks = Thank you for your answer

## How it stands
petitions-now-registered = We have it
petitions-now-assigned = Somebody works on it
petitions-now-in_progress = Being worked on
petitions-now-supplement_wait = We need more from you
petitions-now-extension_pending = Being worked on
petitions-now-reply_draft = The answer is drafted and being checked
petitions-now-approved = The answer is approved and leaves now
petitions-now-replied = Answered
petitions-now-surveyed = Answered
petitions-now-closed = Closed
petitions-now-archived = Closed
petitions-now-transferred = Given to the agency in charge
petitions-now-not_processed = Left without answer, as the law allows
petitions-now-withdrawn = You took it back
petitions-now-merged = It goes on in another case
petitions-now-discarded = Discarded
petitions-now-draft = Being written down
petitions-now-confirming = Waits for you
petitions-next-registered = You will have an answer by { $due }.
petitions-next-assigned = You will have an answer by { $due }.
petitions-next-in_progress = You will have an answer by { $due }.
petitions-next-supplement_wait = Please read the letter below and press “Add something”. The limit is { $due }.
petitions-next-extension_pending = The limit is { $due } now; if more time is needed we write to you why.
petitions-next-reply_draft = You will have it by { $due }.
petitions-next-approved = Please see the letter below.
petitions-next-replied = Please read the answer below.
petitions-next-surveyed = Please tell us whether it is solved.
petitions-next-closed = If something is left, please write again.
petitions-next-archived = If something is left, please write again.
petitions-next-transferred = Please read the letter below: that agency will answer you.
petitions-next-not_processed = The reason is in the letter below.
petitions-next-withdrawn = We no longer work on it.
petitions-next-merged = Both are answered together. Your answer is sent to you and stands here too.
petitions-next-discarded = This record was not registered.
petitions-next-draft = We will read it back to you first.
petitions-next-confirming = Please open the link in the e-mail.

settings-group-petitions = Opinions and petitions
setting-petitions-subject_chars_min = Shortest subject
setting-petitions-subject_chars_min-about = How many characters the subject of the web form needs at least.
setting-petitions-subject_chars_max = Longest subject
setting-petitions-subject_chars_max-about = How many characters the subject of the web form may have.
setting-petitions-body_chars_max = Longest text
setting-petitions-body_chars_max-about = How many characters the text of the web form may have.
setting-petitions-question_after_days = Days until we ask
setting-petitions-question_after_days-about = How many days after the answer the petitioner is asked whether it is solved.
setting-petitions-question_open_days = Days to answer
setting-petitions-question_open_days-about = For how many days the link of that question can be answered.
setting-petitions-small_count = Smallest public number
setting-petitions-small_count-about = What is below it is not shown in public numbers, so that nobody is recognised.

## For programs
petitions-api-channel = Without a token the channel is web; others need a token of staff
petitions-own-letter = Letter to you
petitions-own-added = You added
petitions-own-file = Attachment (download it where you read your case)
petitions-own-answer = Your answer
