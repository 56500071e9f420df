create table courses_draw (
    course_id text primary key references courses_course (id),
    window_minutes bigint not null,
    extra_lots bigint not null,
    source text not null,
    source_en text not null,
    closed_at text,
    entries bigint not null,
    persons bigint not null,
    entries_hash text not null,
    typed text not null,
    typed_by text not null,
    number text not null,
    confirmed_by text not null,
    seed text not null,
    seats bigint not null,
    drawn_at text
);
create table courses_draw_entry (
    registration_id text primary key references courses_registration (id),
    course_id text not null references courses_course (id),
    code text not null,
    size bigint not null,
    weight bigint not null,
    rank bigint,
    size_drawn bigint,
    number bigint,
    place text
);
create index courses_draw_entry_of_course on courses_draw_entry (course_id, rank);
create index courses_draw_entry_by_code on courses_draw_entry (course_id, code);
