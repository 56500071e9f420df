create table courses_counted_as (
    person_key text not null,
    year text not null,
    word text not null,
    primary key (person_key, year)
);
