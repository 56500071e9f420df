create table courses_carry (
    id text primary key,
    from_id text not null references courses_course (id),
    to_id text not null references courses_course (id),
    until_at text not null,
    created_by text not null,
    created_at text not null
);
create index courses_carry_of_course on courses_carry (from_id);
create table courses_carry_party (
    registration_id text primary key references courses_registration (id),
    carry_id text not null references courses_carry (id),
    place bigint not null,
    answer text not null,
    answered_at text
);
create index courses_carry_party_in_order on courses_carry_party (carry_id, place);
