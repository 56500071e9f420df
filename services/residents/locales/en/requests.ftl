own-data-all = This is what the centre holds in connection with your e-mail address.
own-data-companion = When somebody else registered you, your data is part of their registration and not shown here. Choose “see” below and name the course and the day; we check who you are and answer. You can also ask that person, or the person in charge, to correct or cancel it.
own-data-zip = Download everything with the files (ZIP)
own-data-missing = These files are gone and could not be put into this copy:
own-data-json = Download a copy (JSON)
own-data-csv = Download a copy (CSV)
own-data-kept = Cannot be deleted now: { $why }
own-data-kind = Kind
own-data-label = Name
own-data-field = Field
own-data-value = Content
residents-done-withdrawn-request = The request was taken back.
request-own-title = Your requests
request-title = Ask us
request-text = You can change family members yourself. For everything else write to us; we act within the time of the law and answer by e-mail (Personal Data Protection Act, articles 3 and 13).
request-kind = Your request
request-kind-access = See more
request-kind-access-hint = What this page does not show, such as papers. Answered within 15 days, extended once if needed.
request-kind-correction = Complete or correct
request-kind-correction-hint = A wrong name or telephone number, for example. Within 30 days, extended once if needed.
request-kind-stop = Stop collecting, processing or using
request-kind-stop-hint = No more mail, for example. Within 30 days, extended once if needed.
request-kind-deletion = Delete my data
request-kind-deletion-hint = Names, contacts and answers are deleted, counts stay. What the law asks us to keep we tell you, with the reason.
request-wish = In your words
request-wish-hint = Which data, and what is to be done. Not needed when all is to be deleted.
request-send = Send the request
request-withdraw = Take back
request-error-wish = Please say which data, and what is to be done.
request-error-open = A request of this kind is open already.
request-state-open = Open; answered by { $due }.
request-state-extended = Extended; answered by { $due }.
request-state-granted = Done as you asked.
request-state-erased = { $erased } records deleted; { $kept } kept as rules demand.
request-state-refused = Not granted.
request-state-withdrawn = Taken back.
request-mail-subject = { $centre }: request about personal data ({ $kind })
request-mail-received =
    Hello,

    we have received your request: { $kind }. We answer by { $due }.

    Under “My data” on our site you see how it stands and can take it back.

    { $centre }
request-mail-decided =
    Hello,

    about your request ({ $kind }): { $state }

    { $why }

    If you do not agree, you can file an administrative appeal or contact the centre.

    { $centre }
requests-title = Requests about personal data
requests-menu = Data requests
requests-lead = Requests of residents about their own data, the next due first. The limits come from the rule book; one that ends on a day off moves to the next office day.
requests-open = Open
requests-today = Requests about personal data to be decided
requests-decided = Settled
requests-none = No request
requests-kind = Request
requests-received = Received
requests-due = Due
requests-late = Overdue
requests-state = State
requests-reason = Reason
requests-reason-hint = Needed when you refuse or extend; it is sent to the resident.
requests-extended-why = Reason of the extension
requests-held = { $count } records are held
requests-all-goes = All of them can be deleted.
requests-kept = These have to be kept now and stay:
requests-deletion-warning = Granting deletes names, contacts and answers at once and for good; counts stay. Backups lose them as they rotate.
requests-grant = Grant and do
requests-refuse = Refuse
requests-extend = Extend the limit
trail-matter-residents_request = Data request
