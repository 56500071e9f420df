petitions-against = Who the report is about
petitions-against-hint = Only a report of wrongdoing needs an answer
petitions-against-director = The director of the centre
petitions-against-director-hint = Goes straight to the superior agency; the director does not see it, and the centre does not look into it
petitions-against-other = Somebody else
petitions-wrong-against = Choose who the report is about; one about the director does not pass through the director
petitions-wrong-against-now = It cannot be passed on to the superior agency now. Please turn to the ethics office, telephone { $phone }
petitions-no-shelter = Do not report the director of the centre here
petitions-no-shelter-text = Reports that come here are assigned by the director. To report the director, please turn to the ethics office (政風單位), telephone { $phone }.
petitions-passed = Reports about the director
petitions-passed-lead = These reports went straight to the superior agency when they came; the centre does not look into them and counts them nowhere. Here you alone see them, and each reading is noted.
petitions-passed-none = There is no such report
petitions-passed-at = Came and passed on
petitions-passed-read-at = Read by the agency
petitions-passed-unread = Not read yet
petitions-passed-stuck = The message did not arrive: please telephone the superior agency
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
