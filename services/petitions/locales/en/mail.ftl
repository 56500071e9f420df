## What comes by e-mail
petitions-mail-no-subject = (no subject)
petitions-mail-how-new = came by e-mail, as a new case
petitions-mail-how-again = came by e-mail as an answer to a case that has ended; a new case
petitions-mail-how-token = came by e-mail, known by the signature in its subject
petitions-mail-how-letter = came by e-mail as an answer to one of our letters
petitions-mail-how-thread = came by e-mail, going on from an earlier message of the same sender
petitions-mail-how-number = came by e-mail with the number of the case, from its petitioner
petitions-mail-how-machine = sent by a mail system
petitions-mail-head-from = From: { $value }
petitions-mail-head-reply-to = Reply to: { $value }
petitions-mail-head-to = To: { $value }
petitions-mail-head-subject = Subject: { $value }
petitions-mail-head-date = Sent: { $value }
petitions-mail-named = The subject names { $numbers }, but it is not certain that the sender is the petitioner of it. If it turns out to be the same matter, merge the cases.
petitions-mail-sender-verified = Sender verified: the message was sent by the domain of its address.
petitions-mail-sender-unverified = Sender not verified: the address may be forged, so no receipt was sent by itself; make sure who it is before you answer.
petitions-mail-sort-automatic = Automatic answer
petitions-mail-sort-bounce = Returned: a letter may not have arrived
petitions-mail-sort-list = Mailing list or newsletter
petitions-mail-sort-spam = Held for spam by the mail server
petitions-mail-files-refused = These attachments were not taken:
petitions-mail-file = - { $name }: { $why }
petitions-mail-nameless = (without a name)
petitions-mail-file-empty = it is empty
petitions-mail-file-large = larger than { $max } MB
petitions-mail-file-kind = only JPG, PNG, PDF, DOCX and ODT without macros are taken
petitions-mail-file-name = its name does not fit its content
petitions-mail-file-many = at most { $files } attachments to a message
petitions-mail-cut = The message is too long; only its beginning was taken.
petitions-mail-missing-name = - your real name. Please answer this message with a line "Name:" and your name. A petition without a real name may be left without answer (Administrative Procedure Act, article 173).
petitions-mail-missing-matter = - the matter itself: when, where, what happened, and what you would like to be done. Please answer this message.
petitions-bounced-subject = A letter about case { $number } may not have arrived
petitions-bounced-text =
    A letter to the petitioner of case { $number } was returned. Please see the notes of the case, and correct the contact and send it again if need be.
    
    { $link }
petitions-added-subject = Something was added to case { $number }
petitions-added-text =
    The petitioner of case { $number } added something; please see the case. It is due on { $due }.
    
    { $link }
petitions-taken-back-subject = Case { $number } was withdrawn
petitions-taken-back-text =
    The petitioner of case { $number } withdrew it on the website. Nothing more is to be done; the record stays.
    
    { $link }
petitions-left-by-subject = Somebody merged into case { $number } withdrew
petitions-left-by-text =
    One of the petitioners merged into case { $number } withdrew their own and needs no answer any more. The case goes on for the others.
    
    { $link }
petitions-verb-mailed = received by e-mail

## Messages that opened no case
petitions-apart = Messages without a case
petitions-apart-lead = Automatic answers, returned letters, newsletters and spam open no case and are not answered. They are kept for 30 days; open a case where one of them is a petition.
petitions-apart-none = There are no messages without a case
petitions-apart-files = { $count } attachments were not kept
petitions-apart-kept = Attachments (they go into the case that is opened): { $names }
petitions-apart-open = Open a case
petitions-apart-more = Earlier ones

setting-petitions-reply_email = Address for answers
setting-petitions-reply_email-about = Where answers to our letters go; make it the mailbox that petitions arrive in. Empty: back to the sender address.
setting-petitions-mail_host = Mail server that verifies senders
setting-petitions-mail_host-about = The name your receiving mail server gives itself in the field "Authentication-Results", as mx.example.gov.tw. What it found by DMARC, DKIM and SPF is believed, and nobody else's word; a sender that is not verified comes into nobody's case by the address alone. Empty: nothing is verified.
setting-petitions-mail_topic = Topic of e-mail
setting-petitions-mail_topic-about = The code of the topic new cases by e-mail belong to, so that its handler gets them. Empty: the counselling section hands them out.

## Four weeks later
petitions-question-until = Please answer by { $date }; later nothing is taken.
petitions-question-told =
    What you wrote then:
    { $text }
petitions-answer-number = About case { $number }
petitions-answer-picture = Your picture: { $name }
petitions-answer-again = Not solved yet: write to us again
petitions-answer-more = Two more questions, if you like
petitions-wrong-many = Too much was sent within the hour. Please send it again in an hour; what you wrote is still here.
petitions-asking = To be telephoned
petitions-asking-lead = Four weeks after the answer: please telephone petitioners without e-mail, ask whether it is solved, and enter what they say in the case.
petitions-asking-none = Nobody is to be telephoned
petitions-asking-since = To be asked since

## What is said elsewhere
petitions-items = Press and social media
petitions-items-lead = What the press and social media say: tone, owner and reply time. Where a real name and a contact are known it can become a petition; each names the other.
petitions-items-none = Nothing was said
petitions-items-all = All
petitions-reply-time = Reply time
petitions-reply-until = by { $due }
petitions-reply-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
 }
petitions-reply-days = { $count ->
    [one] 1 day
   *[other] { $count } days
 }
petitions-became = Became
