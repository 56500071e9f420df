## What staff may do, as offered for tokens
right-courses-see = See courses, registrations and figures
right-courses-edit = Announce and change courses
right-courses-serve = Register, move and cancel for residents
right-courses-door = Check people in
right-courses-export = Take lists with names

# The matters of the trail
trail-matter-courses_course = Course
trail-matter-courses_registration = Registration
trail-matter-courses_session = Session
trail-matter-courses_message = Letter
trail-matter-courses_resource = Room or teacher
