create table courses_device (
    id text primary key,
    secret_hash text not null,
    course_id text not null references courses_course (id),
    session_id text not null references courses_session (id),
    door_hash text,
    staff_id text,
    label text not null,
    taken_at text not null,
    expires_at text not null,
    seen_at text not null,
    done_at text,
    ended_at text
);
create index courses_device_of_course on courses_device (course_id, taken_at);
create index courses_device_of_door on courses_device (door_hash);
create table courses_act (
    id text primary key,
    session_id text not null references courses_session (id),
    seat_id text not null references courses_seat (id),
    what text not null,
    at text not null,
    in_at text,
    out_at text,
    undoes text,
    way text not null,
    device text not null,
    device_id text,
    sequence bigint not null,
    device_at text,
    noted_by text not null,
    received_at text not null,
    held boolean not null
);
create index courses_act_of_seat on courses_act (session_id, seat_id);
