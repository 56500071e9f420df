create table courses_course (
    id text primary key,
    slug text not null unique,
    series_id text,
    title text not null,
    title_en text not null,
    summary text not null,
    summary_en text not null,
    description text not null,
    category text not null,
    teaching text not null,
    audience text not null,
    district text not null,
    place text not null,
    address text not null,
    access_note text not null,
    childcare_note text not null,
    language_note text not null,
    online boolean not null,
    section text not null,
    contact_name text not null,
    contact_phone text not null,
    fee bigint not null,
    hours bigint not null,
    civil_servant_hours bigint not null,
    teacher_hours bigint not null,
    method text not null,
    fill text not null,
    party_max bigint not null,
    offer_hours bigint not null,
    opens_at text not null,
    closes_at text not null,
    change_until text not null,
    minimum bigint not null,
    minimum_on text,
    starts_at text not null,
    ends_at text not null,
    status text not null,
    cancel_reason text not null,
    secret text,
    questions text not null,
    notice_version text not null,
    created_at text not null,
    changed_at text not null,
    published_at text
);
create index courses_course_by_start on courses_course (status, starts_at, id);
create index courses_course_by_time on courses_course (starts_at, id);
create index courses_course_by_opening on courses_course (opens_at);
create index courses_course_by_closing on courses_course (closes_at);
create index courses_course_by_end on courses_course (ends_at);
create index courses_course_of_series on courses_course (series_id);
create table courses_ledger (
    course_id text primary key references courses_course (id),
    capacity bigint not null,
    waiting_max bigint not null,
    taken bigint not null,
    waiting bigint not null,
    waiting_parties bigint not null,
    pending bigint not null,
    next_number bigint not null
);
create table courses_set_aside (
    id text primary key,
    course_id text not null references courses_course (id),
    label text not null,
    seats bigint not null,
    used bigint not null,
    until_at text not null
);
create index courses_set_aside_of_course on courses_set_aside (course_id);
create index courses_set_aside_by_end on courses_set_aside (until_at);
create table courses_session (
    id text primary key,
    course_id text not null references courses_course (id),
    number bigint not null,
    starts_at text not null,
    ends_at text not null,
    topic text not null,
    revision bigint not null,
    cancelled boolean not null
);
create index courses_session_of_course on courses_session (course_id, number);
create index courses_session_by_start on courses_session (starts_at);
create table courses_resource (
    id text primary key,
    kind text not null,
    name text not null unique,
    note text not null,
    active boolean not null
);
create table courses_booking (
    session_id text not null references courses_session (id),
    resource_id text not null references courses_resource (id),
    starts_at text not null,
    ends_at text not null,
    primary key (session_id, resource_id)
);
create index courses_booking_of_resource on courses_booking (resource_id, starts_at);
create table courses_term (
    term text not null,
    course_id text not null references courses_course (id),
    primary key (term, course_id)
);
create index courses_term_of_course on courses_term (course_id);
create table courses_registration (
    id text primary key,
    reference text not null unique,
    course_id text not null references courses_course (id),
    number bigint not null,
    status text not null,
    size bigint not null,
    request_key text not null unique,
    name text not null,
    phone text not null,
    email text not null,
    language text not null,
    channel text not null,
    registered_by text not null,
    set_aside_id text,
    over_reason text,
    answers text not null,
    notice_version text not null,
    created_at text not null,
    changed_at text not null,
    offered_at text,
    offered_until text,
    confirmed_at text,
    ended_at text,
    ended_why text,
    call_since text
);
create index courses_registration_in_line on courses_registration (course_id, status, number);
create index courses_registration_to_call on courses_registration (course_id, number) where call_since is not null;
create table courses_seat (
    id text primary key,
    registration_id text not null references courses_registration (id),
    course_id text not null references courses_course (id),
    number bigint not null,
    name text not null,
    person_key text not null,
    birth_year bigint,
    sex text not null,
    district text not null,
    answers text not null,
    code text not null,
    cancelled_at text
);
create index courses_seat_of_registration on courses_seat (registration_id, number);
create index courses_seat_of_person on courses_seat (person_key, course_id);
create table courses_attendance (
    session_id text not null references courses_session (id),
    seat_id text not null references courses_seat (id),
    in_at text not null,
    out_at text,
    way text not null,
    device text not null,
    noted_by text not null,
    primary key (session_id, seat_id)
);
create index courses_attendance_of_seat on courses_attendance (seat_id);
create table courses_head_count (
    session_id text not null references courses_session (id),
    sex text not null,
    age_band text not null,
    persons bigint not null,
    primary key (session_id, sex, age_band)
);
create table courses_door (
    token_hash text primary key,
    course_id text not null references courses_course (id),
    label text not null,
    created_at text not null,
    created_by text not null,
    ends_at text not null
);
create table courses_message (
    id text primary key,
    course_id text not null references courses_course (id),
    subject text not null,
    body text not null,
    to_whom text not null,
    receivers bigint not null,
    without_email bigint not null,
    send_at text not null,
    sent_at text,
    created_at text not null,
    created_by text not null
);
create index courses_message_of_course on courses_message (course_id);
create table courses_purge (
    course_id text not null references courses_course (id),
    question_id text not null,
    purged_at text not null,
    answers bigint not null,
    primary key (course_id, question_id)
);
