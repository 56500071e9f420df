-- Letters that were written before they had a section get that of their course.
update foundation_mail set section = coalesce(
    (select c.section from courses_registration r join courses_course c on c.id = r.course_id
     where r.id = foundation_mail.matter_id), '')
where matter = 'courses_registration';
update foundation_mail set section = coalesce(
    (select c.section from courses_interest i join courses_course c on c.id = i.course_id
     where i.id = foundation_mail.matter_id), '')
where matter = 'courses_interest';
