create table courses_entry (
    course_id text primary key references courses_course (id),
    age_from bigint,
    age_to bigint,
    districts text not null,
    for_group boolean not null,
    pair boolean not null,
    adult_from bigint not null,
    earlier text not null,
    listed boolean not null,
    times bigint not null,
    names_days bigint
);
create table courses_listed (
    course_id text not null references courses_course (id),
    contact text not null,
    primary key (course_id, contact)
);
create table courses_waiver (
    registration_id text primary key references courses_registration (id),
    reason text not null
);
create table courses_option (
    course_id text not null references courses_course (id),
    question_id text not null,
    choice text not null,
    places bigint not null,
    primary key (course_id, question_id, choice)
);
create table courses_shown_name (
    seat_id text primary key references courses_seat (id),
    course_id text not null references courses_course (id),
    until_at text not null
);
create index courses_shown_name_of_course on courses_shown_name (course_id, until_at);
