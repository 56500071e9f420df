create table accounts_last_day (
    staff_id text primary key references foundation_staff (id),
    ends_on text not null
);
