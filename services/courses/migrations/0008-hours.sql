create table courses_hours_claim (
    seat_id text not null references courses_seat (id),
    record text not null,
    course_id text not null references courses_course (id),
    sealed text,
    masked text not null,
    given_at text not null,
    purged_at text,
    primary key (seat_id, record)
);
create index courses_hours_claim_of_course on courses_hours_claim (course_id, record);
create table courses_hours_report (
    id text primary key,
    course_id text not null references courses_course (id),
    record text not null,
    number bigint not null,
    made_at text not null,
    made_by text not null,
    unique (course_id, record, number)
);
create table courses_hours_line (
    report_id text not null references courses_hours_report (id),
    seat_id text not null references courses_seat (id),
    name text not null,
    hours bigint not null,
    change text not null,
    primary key (report_id, seat_id)
);
