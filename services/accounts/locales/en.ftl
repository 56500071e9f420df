## Menu
accounts-staff-menu = Staff accounts
accounts-tokens-menu = Tokens for programs
accounts-own-menu = My account

## Signing in
accounts-sign-in-title = Staff sign-in
accounts-sign-in = Sign in
accounts-sign-in-refused = The e-mail address or the password is not right, or this account cannot be used just now. After 5 failures an account is locked for 15 minutes.
accounts-signed-out = You are signed out.
accounts-email = E-mail address
accounts-password = Password
accounts-help-title = I cannot sign in
accounts-help = Ask a colleague who may manage accounts (the director, or whoever runs the system) for a new password. It works once, and only for some days.
accounts-go-on = Continue
accounts-another-account = Sign in with another account
accounts-code-title = Code from your authenticator
accounts-code = Code
accounts-code-hint = The 6 digits your app shows now. Each code works once.
accounts-code-wrong = This code is not right, or was used already. Wait for the next one and type it again
accounts-code-lost-title = I do not have my authenticator
accounts-code-lost = Ask a colleague who may manage accounts to take the lost authenticator away. You then sign in with your password and set up a new one.
accounts-set-up-password = Choose your own password
accounts-set-up-password-why = The present one was given to you by somebody else, or is too old.
accounts-set-up-second = Set up your authenticator
accounts-set-up-second-why = From now on, signing in needs your password and a code from your phone, so that a password alone opens nothing.

## Passwords
accounts-password-new = New password
accounts-password-again = New password once more
accounts-password-present = Present password
accounts-password-title = Change my password
accounts-password-changed = Changed { $when }
accounts-password-rules = At least { $length } characters, of { $classes } kinds among small letters, capital letters, digits and other signs; not your e-mail address; none of your last { $remembered } passwords.
accounts-password-short = Use at least { $length } characters
accounts-password-plain = Mix at least { $classes } kinds: small letters, capital letters, digits, other signs
accounts-password-email = The password must not contain your e-mail address
accounts-password-tokens = Revoke my tokens too
accounts-password-tokens-hint = Programs that use them can no longer connect and need a new token.
accounts-password-differs = The two new passwords differ; type the new one once more
accounts-password-used = This was one of your last { $remembered } passwords; choose another
accounts-password-wrong = This is not your present password
accounts-password-young = A password can be changed again after { $days ->
    [one] a day
   *[other] { $days } days
  }. If somebody else may know it, ask for a reset

## The authenticator
accounts-second-factor = Authenticator
accounts-second-factor-on = Set up
accounts-second-factor-off = Not set up
accounts-enrol = Set up this authenticator
accounts-enrol-app = Install an authenticator app on your phone (Google Authenticator, Microsoft Authenticator, Aegis or any other for TOTP).
accounts-enrol-scan = Scan this picture with it.
accounts-enrol-picture = QR code to set up the authenticator
accounts-enrol-by-hand = Or type this key by hand:
accounts-enrol-code = Type the code the app shows.
accounts-enrol-replaces = The authenticator you have now will no longer work, and you are signed out everywhere else.

## My account
accounts-own-title = My account
accounts-name = Name
accounts-section = Section
accounts-roles = Roles
accounts-sessions = Where I am signed in
accounts-sessions-about = End a session you do not know and change your password.
accounts-session-began = Signed in
accounts-session-seen = Last used
accounts-session-this = This one
accounts-session-end = End
accounts-session-others = End all others
accounts-act = What can be done
accounts-done-password = Your password is changed. You are signed out everywhere else.
accounts-done-second-factor = The authenticator is set up.
accounts-done-session = The session is ended.

## Everybody's accounts
accounts-staff-title = Staff accounts
accounts-add = Add an account
accounts-save = Save
accounts-state = State
accounts-seen = Last signed in
accounts-never = Never
accounts-yes = Yes
accounts-no = No
accounts-state-active = Active
accounts-state-locked = Locked
accounts-state-barred = Locked for some minutes
accounts-state-new = Waits for first sign-in
accounts-many-managers = { $count } people may manage accounts; { $wanted } are enough.
accounts-email-wrong = Enter an e-mail address such as name@example.gov.tw
accounts-email-taken = There is an account with this e-mail address already
accounts-ends-on = Last day
accounts-ends-on-hint = After this day nobody can sign in with it. Evaluators always have one; others may be left empty.
accounts-ends-on-required = The account of an evaluator needs a last day
accounts-ends-on-wrong = Choose today or a later day
accounts-ends-on-over = The last day is over: change and save it first, then unlock
accounts-ends-on-own = Nobody sets the last day of their own account: ask another manager
accounts-until = until { $day }
accounts-roles-none = Choose at least one role
accounts-roles-own = You cannot take the right to manage accounts from yourself; ask a colleague who has it
accounts-not-own = You cannot do this to your own account here.
accounts-told-title = Password for { $name }
accounts-told-about = It is shown this once. Tell it to the person yourself; it must be changed at the first sign-in and works for { $hours } hours.
accounts-access = Access
accounts-access-about = Locking signs the person out everywhere and stops their tokens. A new password, or taking the authenticator away, also revokes their tokens for good.
accounts-lock = Lock
accounts-unlock = Unlock
accounts-reset-password = Give a new password
accounts-reset-second-factor = Take the lost authenticator away
accounts-section-counselling = Counselling section
accounts-section-promotion = Promotion section
accounts-section-accounting = Accounting
accounts-section-direction = Direction
accounts-role-counselling = Counsellor
accounts-role-counselling-about = Counselling and casework
accounts-role-promotion = Promoter
accounts-role-promotion-about = Courses and activities
accounts-role-accountant = Accountant
accounts-role-accountant-about = Subsidies and fees
accounts-role-director = Director
accounts-role-director-about = Sees all work, manages accounts
accounts-role-volunteer = Volunteer
accounts-role-volunteer-about = Only own shifts and programmes
accounts-role-evaluator = Evaluator
accounts-role-evaluator-about = Reads only
accounts-role-operator = Operator
accounts-role-operator-about = Runs the system, manages accounts, sees no case
accounts-trail = What happened
accounts-trail-when = When
accounts-trail-who = Who
accounts-trail-what = What
accounts-trail-details = Details
accounts-actor-system = The system
accounts-actor-nobody = Somebody not signed in
accounts-verb-added = Account added
accounts-verb-changed = Changed
accounts-verb-locked = Locked
accounts-verb-unlocked = Unlocked
accounts-verb-locked-for-failures = Locked after failures
accounts-verb-password-changed = Changed the password
accounts-verb-password-reset = New password given
accounts-verb-second-factor-enrolled = Authenticator set up
accounts-verb-second-factor-dropped = Authenticator taken away
accounts-verb-tokens-ended = Tokens revoked
accounts-verb-sign-in-refused = Sign-in refused
accounts-verb-signed-in = Signed in
accounts-verb-signed-out = Signed out

## Tokens for programs
accounts-tokens-title = Tokens for programs
accounts-tokens-about = A program that sends one of these tokens uses the interface in your name, limited to what you tick. Revoke one as soon as it is no longer needed.
accounts-tokens-empty = There is no token.
accounts-tokens-no-rights = Your roles have no right that a program could use.
accounts-token-new = Make a token
accounts-token-name = What it is for
accounts-token-name-hint = Such as: the tablet at the entrance
accounts-token-owner = Whose
accounts-token-scope = May
accounts-token-days = Days it is good for
accounts-token-ends = Good until
accounts-token-used = Last used
accounts-token-ended = Ended
accounts-token-revoke = Revoke
accounts-token-made = The token is made
accounts-token-made-about = Copy it now: it is shown this once. The program sends it as “Authorization: Bearer …”.


## Settings
settings-group-accounts = Accounts and sign-in
setting-accounts-password_min_length = Shortest password
setting-accounts-password_min_length-about = In characters; may be longer, not below 8.
setting-accounts-password_min_classes = Kinds of characters in a password
setting-accounts-password_min_classes-about = Of capitals, small letters, digits and signs; not below 3.
setting-accounts-password_remembered = Passwords that may not be used again
setting-accounts-password_remembered-about = Not below the last 3 (Regulations on security levels, table 10).
setting-accounts-password_max_days = A password holds for
setting-accounts-password_max_days-about = Then a new one is asked for at sign-in.
setting-accounts-password_min_days = A password stays for at least
setting-accounts-password_min_days-about = Before it can be changed again.
setting-accounts-max_failures = Failures that lock an account
setting-accounts-max_failures-about = At most 5.
setting-accounts-lock_minutes = An account is locked for
setting-accounts-lock_minutes-about = At least 15 minutes.
setting-accounts-first_password_hours = A first password holds for
setting-accounts-first_password_hours-about = Unused, it has to be issued again.
setting-accounts-second_factor = Second factor
setting-accounts-second_factor-about = Whether the code of an authenticator is always asked for beside the password.
setting-accounts-second_factor--required = always asked for
setting-accounts-second_factor--optional = up to each member of staff
setting-accounts-address_failures = Failures from one address
setting-accounts-address_failures-about = More failed sign-ins from one network address are refused for a while.
setting-accounts-managers = Managers of accounts
setting-accounts-managers-about = With more of them the page of accounts says so.
setting-accounts-unused_days = Unused accounts are closed after
setting-accounts-unused_days-about = Managers can open them again.
setting-accounts-token_max_days = Longest life of a token
setting-accounts-token_max_days-about = For programs; not above 365 days.
