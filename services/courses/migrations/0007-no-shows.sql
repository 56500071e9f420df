create table courses_no_show (
    id text primary key,
    seat_id text not null unique references courses_seat (id),
    registration_id text not null references courses_registration (id),
    course_id text not null references courses_course (id),
    person_key text not null,
    kind text not null,
    points bigint not null,
    until_on text not null,
    limit_points bigint not null,
    delay_hours bigint not null,
    rule text not null,
    made_at text not null,
    state text not null,
    appeal text not null,
    appealed_at text,
    decision text not null,
    decided_by text not null,
    decided_at text
);
create index courses_no_show_of_person on courses_no_show (person_key, until_on);
create index courses_no_show_of_party on courses_no_show (registration_id);
create index courses_no_show_by_state on courses_no_show (state, made_at);
create index courses_no_show_of_course on courses_no_show (course_id);
create table courses_no_show_look (
    course_id text primary key references courses_course (id),
    looked_at text not null
);
