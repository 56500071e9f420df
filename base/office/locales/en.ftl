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
special-data-medical-record = medical records
special-data-treatment = medical treatment
special-data-genes = genes
special-data-sex-life = sex life
special-data-health-check = health examinations
special-data-criminal-record = criminal records

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

# Ages
age-band-0-5 = 0 to 5
age-band-6-11 = 6 to 11
age-band-12-17 = 12 to 17
age-band-18-29 = 18 to 29
age-band-30-44 = 30 to 44
age-band-45-64 = 45 to 64
age-band-65-plus = 65 and over
age-band-unknown = Not stated
birth-year-error-unreadable = Enter the year of birth, for example 1986
birth-year-error-impossible = Check the year of birth

# Districts
district-outside = Outside the city
district-unknown = Not stated

# Time limits
day-mode-work = office days
day-mode-cal = calendar days
deadline-error-range = A time limit has 1 to 1000 days
calendar-unreached-error = The calendar does not hold { $found }; import that year first

# Satisfaction
satisfaction-very-satisfied = Very satisfied
satisfaction-satisfied = Satisfied
satisfaction-neutral = Neither satisfied nor dissatisfied
satisfaction-dissatisfied = Dissatisfied
satisfaction-very-dissatisfied = Very dissatisfied
satisfaction-no-opinion = No opinion, or not used

# Why an office calendar is refused
calendar-refusal-empty = The file is empty
calendar-refusal-too-large = The file is too large for a year of days ({ $found } bytes)
calendar-refusal-html = This is a web page (HTML), not a CSV file
calendar-refusal-not-utf8 = The file is not UTF-8 but perhaps { $found }; save it as UTF-8 and import it again
calendar-refusal-header = The first line must be “西元日期,星期,是否放假,備註”; the file has “{ $found }”
calendar-refusal-fields = Line { $line } has { $found } fields instead of 4
calendar-refusal-date = Line { $line }: “{ $found }” is not a date written YYYYMMDD
calendar-refusal-year = Line { $line }: { $found } is not in this year
calendar-refusal-weekday = Line { $line }: the weekday “{ $found }” does not fit the date
calendar-refusal-flag = Line { $line }: 是否放假 is “{ $found }”, it must be 0 or 2
calendar-refusal-duplicate = { $found } stands twice
calendar-refusal-missing = { $found } is missing

# Other checks
head-count-error-sum = The parts make { $sum } persons, the total says { $total }
national-id-error-form = An identity number is one letter and nine digits
national-id-error-check = The check digit of the identity number does not fit; look again
rule-refusal-backward = The rule ends before it begins
rule-refusal-nameless = A rule needs a name and a source
rule-refusal-overlap = Another version of the rule holds on some of these days
