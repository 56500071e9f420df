# Categories of family education (Enforcement Rules of the Family Education Act, §2)
category-parenting = Parenting education
category-filial = Education of children towards parents
category-gender = Gender education
category-marriage = Marriage education
category-parental-loss = Education after the loss of a parent
category-ethics = Ethics education
category-resources = Resource management education
category-multicultural = Multicultural education
category-emotional = Emotional education
category-population = Population education

# Categories before 2020
old-category-parenting = Parenting education
old-category-filial = Education of children towards parents
old-category-gender = Gender education
old-category-marriage = Marriage education
old-category-parental-loss = Education after the loss of a parent
old-category-ethics = Ethics education
old-category-multicultural = Multicultural education
old-category-resources = Family resources and management education
old-category-other = Other family education

# Methods
method-lecture = Lecture
method-forum = Discussion forum
method-distance = Distance learning
method-casework = Individual guidance
method-self-study = Self-study
method-outreach = Outreach
method-growth-group = Growth group
method-workshop = Workshop
method-camp = Camp
method-film-talk = Film and discussion
method-reading-group = Reading group
method-other = Other

# Target groups
audience-everyone = Everyone
audience-parents = Parents
audience-parent-and-child = Parent and child together
audience-new-parents = New and expecting parents
audience-engaged = Couples about to marry
audience-couples = Married couples
audience-grandparents = Grandparents
audience-seniors = Older people
audience-children = Children
audience-teenagers = Teenagers
audience-single-parents = Single-parent families
audience-skipped-generation = Grandparents raising grandchildren
audience-new-residents = New immigrant families
audience-indigenous = Indigenous families
audience-disability = Families with disabled members
audience-teachers = Teachers
audience-volunteers = Volunteers
audience-civil-servants = Civil servants

# Sex
sex-male = Male
sex-female = Female
sex-other = Other
sex-unknown = Not stated

# Ways of registering
channel-web = Web
channel-line = LINE
channel-kiosk = Kiosk
channel-phone = Phone
channel-counter = On site
channel-paper = Paper form
channel-import = Import

# What can be wrong with what was typed
date-error-empty = Enter a date
date-error-unreadable = Enter a date such as 2026-11-22 or 115/11/22
date-error-year-zero = There is no year 0
date-error-no-such-day = There is no such day; check the month and the day
instant-error = Enter a date and a time
reference-error-empty = Enter the reference number
reference-error-sign = The number holds a character that reference numbers do not have; look again
reference-error-length = A reference number has 9 characters; look again
reference-error-check = One character of the reference number is wrong; look again
name-error-empty = Enter a name
name-error-too-long = A name can have at most 60 characters
name-error-unprintable = The name holds a character that cannot be shown; type it again
phone-error-empty = Enter a phone number
phone-error-character = The phone number holds a character that does not belong there
phone-error-area-code = Add the area code, for example 07-215-7480
phone-error-national = This is a service line; enter your own phone number
phone-error-length = The phone number has too many or too few digits
phone-error-prefix = No phone number begins with these digits
phone-error-extension = An extension has at most 6 digits
email-error-empty = Enter an e-mail address
email-error-no-at = An e-mail address has one @, for example name@example.org
email-error-character = The e-mail address holds a character that does not belong there
email-error-domain = The part after @ is not complete, for example example.org
email-error-too-long = The e-mail address is too long
money-error-empty = Enter an amount
money-error-unreadable = Enter a whole number of NT dollars
money-error-too-large = The amount is too large
