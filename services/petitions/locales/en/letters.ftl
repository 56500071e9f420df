## Letters
petitions-letter-name-receipt = Receipt
petitions-letter-name-supplement = Please add
petitions-letter-name-extension = More time needed
petitions-letter-name-transfer = Transfer
petitions-letter-name-reply = Answer
petitions-letter-name-leave = No answer
petitions-letter-name-merger = Merged
petitions-letter-name-question = Is it solved?
petitions-letter-receipt = We have received “{ $subject }”, number { $number }. You will have an answer by { $due }.
petitions-letter-code = Code: { $code }. With your number and this code you can look up how your case stands and read the answer on our website.
petitions-letter-look-up = At any time you can see how it stands, add something or withdraw: look up this number with your e-mail address, or the last three digits of your telephone.
petitions-letter-supplement = To work on your case { $number } we need the following from you:
petitions-letter-extension = Your case { $number } needs more time. The new limit is { $due }, for these reasons:
petitions-letter-transfer = Your case { $number } is for the following agency. We have given it to them; they will answer you:
petitions-letter-reply = About your case { $number }, “{ $subject }”, we answer:
petitions-letter-leave = Your case { $number } is left without answer under article 173 of the Administrative Procedure Act, for these reasons:
petitions-letter-merger = Your case { $number } goes on together with another and is to be answered by { $due }. The answer is sent to you; you can also read it under your own number.
petitions-letter-question = Some time ago we answered your case { $number }, “{ $subject }”. Is it solved? Please open the link below and tell us; it takes a minute.
petitions-mail-subject-receipt = We have your opinion ({ $number })
petitions-mail-subject-supplement = Please add something ({ $number })
petitions-mail-subject-extension = More time is needed ({ $number })
petitions-mail-subject-transfer = Given to the agency in charge ({ $number })
petitions-mail-subject-reply = Our answer ({ $number })
petitions-mail-subject-leave = About your case ({ $number })
petitions-mail-subject-merger = Your case goes on in another ({ $number })
petitions-mail-subject-question = Is it solved? ({ $number })

## Messages
petitions-mail-greeting = Dear { $name },
petitions-mail-greeting-agent = Dear { $agent } (who speaks for { $name }),
petitions-mail-greeting-plain = Good day,
petitions-mail-confidential = There is news in your case. To keep it secret it is not in this message. Please look it up with its number and your code.
petitions-mail-end =
    See how it stands:
    { $link }
    
    { $centre }
petitions-mail-confirm-subject = Please confirm your opinion
petitions-mail-confirm =
    Good day,
    
    please open the link below and press the button, so that we begin. It is good for { $days } days. If you did not write to us, ignore this message.
    
    { $link }
    
    { $centre }

## Warnings to staff
petitions-warn-50 = Half the time of case { $number } is over
petitions-warn-80 = Four fifths of the time of case { $number } are over
petitions-warn-90 = Case { $number }: the earlier count ends on { $warn }
petitions-warn-99 = Case { $number } is due on the next office day
petitions-warn-today = Case { $number } is due today
petitions-warn-100 = Case { $number } is overdue
petitions-warn-text =
    Case { $number } is due on { $due }; the earlier of both counts is { $warn }.
    
    { $link }
petitions-overdue-subject = { $count } cases are overdue
petitions-overdue-line = { $number } due { $due }
petitions-overdue-text =
    Open cases past their limit:
    
    { $list }
    
    { $link }
petitions-drafts-subject = Oral records not read back: { $count }
petitions-drafts-text =
    Oral records that were neither read back nor registered:
    
    { $list }
    
    { $link }
petitions-joint-subject = Case { $number }: please work on it too
petitions-joint-text =
    Your section is asked to work on case { $number } too, which is due on { $due }. Of a secret case only its handler and who decides see what it is about.
    
    { $link }
petitions-to-assign-subject = Secret case { $number }: who is to work on it?
petitions-to-assign-text =
    Nobody works on the secret case { $number } yet; it is due on { $due }. Reports of wrongdoing are given to nobody by themselves: please say who works on it, and keep it from whom it is about.
    
    { $link }
petitions-assigned-subject = Case { $number } is yours
petitions-assigned-text =
    Case { $number } was given to you or to your section. It is due on { $due }. Please read it here:

    { $link }
petitions-to-decide-subject = Case { $number } waits for your decision
petitions-to-decide-text =
    A draft in case { $number } waits for your decision. It is due on { $due }. Please read it here:

    { $link }
petitions-decided-subject = Your draft in case { $number } was decided
petitions-decided-text =
    Your draft in case { $number } was approved or given back. Please see here:

    { $link }
