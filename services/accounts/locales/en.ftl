## Menu
accounts-staff-menu = Staff accounts
accounts-tokens-menu = Tokens for programs
accounts-own-menu = My account
