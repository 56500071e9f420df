# texts: what a course says of itself, in two languages
course-chinese-only = This text is in Chinese only.
course-requirements = Who can come, and what to bring
course-directions = How to get there
course-photos = Pictures
course-photos-text = Pictures are taken to report on the event. Each person can say no when you register.
courses-in-district = , { $district }
edit-f-description_en = Description in English
edit-f-also_for = Also meant for other groups
edit-f-place_en = Place in English
edit-f-address_en = Address in English
edit-f-requirements = Who can come, and what to bring
edit-f-requirements_en = The same in English
edit-f-directions = How to get there
edit-f-directions_en = How to get there, in English
edit-f-access_note_en = Accessibility in English
edit-f-childcare_note_en = Childcare in English
edit-f-language_note_en = Languages and interpreters in English
edit-f-photos = Pictures are taken
edit-h-photos = The page says so, each person can say no, and the lists show who did.
edit-photos-yes = Taken; the lists show who said no
edit-f-fee_note = About the fee
edit-f-fee_note_en = About the fee, in English
edit-f-topic_en = Topic in English
edit-h-audience = Statistics count the course here
edit-more-requirements = Who can come, and what to bring
edit-more-help = Directions, accessibility, childcare, languages
day-no-photos = No pictures
serve-no-photos = No pictures: { $names }

# contact
receipt-contact = Change how we reach you
receipt-done-contact-changed = We now reach you as you asked.
contact-title = Change how we reach you
contact-text = From now on we write to the new contact and you look things up with it; the old one no longer opens anything. With a new e-mail address, earlier links stop working too; we send you a new one.
contact-language = Language we write to you in
contact-save = Save
contact-error-already = The same person is registered for this course with that contact already
contact-wait-title = Please wait a little
contact-wait-text = This was changed too often. Please try again in { $minutes } minutes, or phone the person in charge.
mail-contact-changed-subject = Your contact was changed: { $course }
mail-contact-changed-text = your contact was changed; from now on we write to you here. If it was not you, please phone us.
mail-contact-left-subject = Your contact was changed: { $course }
mail-contact-left-text = the contact of this registration was changed, and we no longer write to this address. If it was not you, please phone us.
serve-trail-contact-changed = Contact changed

# past
past-title = Past courses
past-lead = Courses that are over, with how many came and without names.
past-course = Course
past-attended = Attendances
past-few = fewer than { $min }
past-none = No course matches.
course-runs = Earlier runs of this course
