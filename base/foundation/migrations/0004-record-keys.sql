create table foundation_record_key (
    place text primary key,
    wrapped text not null,
    made_at text not null
);
