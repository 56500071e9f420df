alter table courses_course add column description_en text not null default '';
alter table courses_course add column place_en text not null default '';
alter table courses_course add column address_en text not null default '';
alter table courses_course add column requirements text not null default '';
alter table courses_course add column requirements_en text not null default '';
alter table courses_course add column directions text not null default '';
alter table courses_course add column directions_en text not null default '';
alter table courses_course add column access_note_en text not null default '';
alter table courses_course add column childcare_note_en text not null default '';
alter table courses_course add column language_note_en text not null default '';
alter table courses_course add column fee_note text not null default '';
alter table courses_course add column fee_note_en text not null default '';
alter table courses_course add column photos boolean not null default false;
alter table courses_session add column topic_en text not null default '';
create table courses_also_for (
    course_id text not null references courses_course (id),
    audience text not null,
    primary key (course_id, audience)
);
create index courses_also_for_by_audience on courses_also_for (audience, course_id);
