# A waiting list carried to the next run

edit-tab-carry = To the next run
edit-done-carried = Everybody in line was asked by letter.
edit-verb-list-carried = Those in line asked whether they wait for the next run
carry-lead = Asks everybody in line whether they would rather wait for the next run. At the deadline those who said yes come into its line together, in the order they have, before anybody who registers later.
carry-count = Parties asked: { $parties }; yes: { $yes }; no: { $no }.
carry-no-run = There is no announced run that begins later.
carry-to = Next run
carry-until = Answers until
carry-until-past = It must be later than now.
carry-ask = Ask by letter
carry-nobody = There is nobody in line who was not asked yet.
carry-no-such-run = Choose a next run.
carry-title = Wait for the next run?
carry-text = You are in line for “{ $course }”. The next run, “{ $next }”, begins on { $when }. Say yes by { $until } and we put you in its line in the order you have now; your present place stays too.
carry-yes = Yes, put me in the next line
carry-no = No
carry-said-yes = You said yes
carry-said-no = You said no
carry-over = The time to answer is over.
mail-carry-subject = Wait for the next run? { $next }
mail-carry-text = Hello { $name }, you are in line for “{ $course }”. The next run, “{ $next }”, begins on { $when }. Would you like to be put in its line, in the order you have now? Please answer by the link below until { $until }; without an answer nothing happens.
