-- What was published with the closed list and may not move any more: the rule by which parties are served,
-- and the seats there were.
alter table courses_draw add column fill text;
alter table courses_draw add column seats_closed bigint;
update courses_draw set fill = (select c.fill from courses_course c where c.id = courses_draw.course_id)
where closed_at is not null;
