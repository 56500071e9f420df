create table courses_completion (
    course_id text primary key references courses_course (id),
    percent bigint not null
);
create table courses_certificate (
    id text primary key,
    number text not null unique,
    course_id text not null references courses_course (id),
    seat_id text not null references courses_seat (id),
    name text not null,
    title text not null,
    title_en text not null,
    hours bigint not null,
    rate bigint not null,
    begins_on text not null,
    ends_on text not null,
    issued_at text not null,
    issued_by text not null,
    withdrawn_at text,
    withdrawn_by text,
    withdrawn_why text
);
create index courses_certificate_of_course on courses_certificate (course_id);
create unique index courses_certificate_in_force on courses_certificate (seat_id) where withdrawn_at is null;
create index courses_certificate_of_seat on courses_certificate (seat_id);
