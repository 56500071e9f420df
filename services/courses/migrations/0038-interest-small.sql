-- Addresses are compared in small letters; a row that has a twin in small letters keeps its own, and is told once.
update courses_interest set email = lower(email)
where email <> lower(email) and not exists (
    select 1 from courses_interest o
    where o.course_id = courses_interest.course_id and o.id <> courses_interest.id
      and lower(o.email) = lower(courses_interest.email)
);
