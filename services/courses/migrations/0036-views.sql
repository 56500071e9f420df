create table courses_view (
    course_id text not null references courses_course (id),
    on_day text not null,
    views bigint not null,
    primary key (course_id, on_day)
);
