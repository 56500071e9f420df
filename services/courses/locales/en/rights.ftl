## What staff may do, as offered for tokens
right-courses-see = See courses, registrations and figures
right-courses-edit = Announce and change courses
right-courses-serve = Register, move and cancel for residents
right-courses-door = Check people in
right-courses-export = Take lists with names
