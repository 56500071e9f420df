-- Lists of one section, by the day they are due and by the day work on them ended; what runs by itself.
create index petitions_case_of_section on petitions_case (section, due_on, id) where closed_at is null;
create index petitions_case_of_joint on petitions_case (joint, due_on, id) where closed_at is null and joint <> '';
create index petitions_case_closed_of_section on petitions_case (section, closed_at, id) where closed_at is not null;
create index petitions_case_closed_of_joint on petitions_case (joint, closed_at, id)
    where closed_at is not null and joint <> '';
create index petitions_case_running on petitions_case (id) where closed_at is null;
create index petitions_case_draft on petitions_case (created_at, id) where state = 'draft';
create index petitions_case_secret on petitions_case (id) where confidential;
-- The terms (詞) by which a case is found by its subject; a confidential one has none.
create table petitions_term (
    term text not null,
    case_id text not null,
    primary key (term, case_id)
);
alter table petitions_case add column has_terms boolean not null default false;
create index petitions_case_without_terms on petitions_case (id) where not has_terms;
-- Figures of the cases received in a month, kept until one of them changes.
create table petitions_month (
    month text primary key,
    generation bigint not null,
    counted bigint not null,
    cases text not null,
    answers text not null
);
create index petitions_month_stale on petitions_month (month) where counted < generation;
insert into petitions_month (month, generation, counted, cases, answers)
    select distinct substr(received_on, 1, 7), 1, 0, '', '' from petitions_case;
