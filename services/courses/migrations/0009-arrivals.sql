create table courses_arrival (
    id text primary key,
    course_id text not null references courses_course (id),
    number bigint not null,
    request_key text not null unique,
    party text not null,
    address text,
    came_at text not null,
    decided_at text,
    outcome text
);
create index courses_arrival_by_number on courses_arrival (course_id, number);
create index courses_arrival_waiting on courses_arrival (course_id, number) where decided_at is null;
create index courses_arrival_decided on courses_arrival (decided_at) where decided_at is not null;
