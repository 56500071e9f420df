-- Who must not read a secret case (迴避): whom it is about, or who is close to them.
create table petitions_excluded (
    case_id text not null references petitions_case (id),
    staff_id text not null,
    excluded_by text not null,
    excluded_at text not null,
    primary key (case_id, staff_id)
);
