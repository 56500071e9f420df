petitions-against = Who the report is about
petitions-against-hint = Only a report of wrongdoing needs an answer
petitions-against-director = The director of the centre
petitions-against-director-hint = Goes straight to the superior agency; the director does not see it, and the centre does not look into it
petitions-against-other = Somebody else
petitions-wrong-against = Choose who the report is about; one about the director does not pass through the director
petitions-wrong-against-now = It cannot be passed on to the superior agency now. Please turn to the ethics office, telephone { $phone }
petitions-no-shelter = Do not report the director of the centre here
petitions-no-shelter-text = Reports that come here are assigned by the director. To report the director, please turn to the ethics office (政風單位), telephone { $phone }.
petitions-supplement-director = The director may read what you add here. If it concerns the director of the centre, please write a report of its own and choose the director under “Who the report is about”; it goes straight to the superior agency.
petitions-supplement-director-link = Report the director on its own
petitions-passed = Reports about the director
petitions-passed-lead = These reports went straight to the superior agency when they came; the centre does not look into them and counts them nowhere. Here you alone see them, and each reading is noted.
petitions-passed-none = There is no such report
petitions-passed-at = Came and passed on
petitions-passed-read-at = Read by the agency
petitions-passed-unread = Not read yet
petitions-passed-agency = Superior agency
petitions-passed-told = Passed on to the superior agency
petitions-passed-told-text = Please write down the number and the code: they are shown only once, and no letter is sent to you. With both you see under “How it stands” whether the agency has read it. Neither the director nor other staff see this report.
petitions-passed-standing = Passed on to the superior agency
petitions-passed-standing-text = The superior agency works on this report and will contact you. The centre does not look into it.
petitions-passed-reading = A report passed on to your agency
petitions-passed-reading-text = { $centre } got a report about its director and passes it on to your agency by law. Press the button to read it; when it was read is noted. Please keep it secret as the law demands.
petitions-passed-read = Read the report
petitions-passed-agency-subject = { $centre }: a report passed on to your agency
petitions-passed-agency-text =
    { $centre } got a report that the law keeps secret, and passes it on to your agency. Nothing of it stands in this message; please read it here:
    { $link }
    The link is for your agency alone; please do not forward it.
petitions-passed-person-subject = A report that you alone see
petitions-passed-person-text =
    A report was passed on to the superior agency; in the centre you alone see it:
    { $link }
petitions-deed-passed_on = came and passed on
petitions-deed-read_there = read by the agency
petitions-deed-read_here = read
petitions-deed-file_opened = opened a file
petitions-deed-answered = somebody answered, sent on to you
petitions-deed-machine = answered by a machine, or not delivered
petitions-deed-sent_again = sent a message again
petitions-deed-destruction_approved = entered the letter of approval
petitions-deed-destroyed = destroyed
petitions-passed-kept-until = Kept until
petitions-passed-for-ever = For ever
petitions-passed-over = Years over
petitions-passed-destroying = Being destroyed
petitions-passed-destroyed = Destroyed
petitions-passed-destroyed-text = The years of this report were over and the archives authority approved: its text and files were destroyed on { $on }.
petitions-passed-destruction = Destroy reports whose years are over
petitions-passed-destruction-text = Once the letter is entered, the ticked reports are deleted with their files and messages. This cannot be undone. Numbers, days and what was done stay.
petitions-passed-reports = Which are to be destroyed
petitions-passed-of = Came on { $on }
petitions-passed-sure = The letter is here, and it approves the ticked reports
petitions-passed-wrong-reports = Tick what is to be destroyed
petitions-passed-wrong-kept = The years of a ticked report are not over; it cannot be destroyed
petitions-passed-wrong-early = The letter cannot be older than the report
petitions-passed-unsent-agency = { $number }: the message to the superior agency is not known to have left
petitions-passed-unsent-agency-text = The agency may not know of this report. Send it again, or telephone.
petitions-passed-unsent-person = { $number }: the message to you is not known to have left
petitions-passed-unsent-person-text = The report is on the list below. The message goes to the address you sign in with.
petitions-passed-unsent-receipt = { $number }: the receipt to whoever told it is not known to have left
petitions-passed-unsent-receipt-text = They told it by e-mail and have no link to how it stands yet.
petitions-passed-send-again = Send it again ({ $number })
setting-petitions-superior_email = Reports about the director: where they go
setting-petitions-superior_email-about = E-mail address of the superior agency or its ethics office. Reports about the director go straight there. The website takes such reports once this and the person of trust are set.
setting-petitions-superior_phone = Reports about the director: telephone of the ethics office
setting-petitions-superior_phone-about = Told to the public where the website cannot take such reports. The default is the hotline of the Agency Against Corruption.
setting-petitions-trusted_email = Reports about the director: the person of trust
setting-petitions-trusted_email-about = The e-mail address this person signs in with; in the centre they alone see such reports. Never the director.
petitions-passed-receipt-subject = { $centre }：We got your report
petitions-passed-receipt-text =
    Your report went straight to the superior agency; the director of the centre does not see it. Here you see whether the agency has read it:
    { $link }
petitions-passed-answer-subject = An answer about a report on the director
petitions-passed-answer-text =
    { $from } answered our letter about a report on the director. It is sent on to you alone, without attachments:

    { $text }

    The report: { $link }
