create table courses_pool (
    set_aside_id text primary key references courses_set_aside (id),
    course_id text not null references courses_course (id),
    rule text not null,
    given text not null,
    opens_at text not null
);
create index courses_pool_of_course on courses_pool (course_id);
