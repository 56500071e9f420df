create table courses_interest (
    id text primary key,
    course_id text not null references courses_course (id),
    email text not null,
    persons bigint not null,
    district text not null,
    language text not null,
    created_at text not null,
    confirmed_at text,
    told_at text
);
create unique index courses_interest_once on courses_interest (course_id, email);
create index courses_interest_to_tell on courses_interest (confirmed_at) where told_at is null;
create index courses_interest_by_age on courses_interest (created_at);
