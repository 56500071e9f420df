create table petitions_case (
    id text primary key,
    reference text not null unique,
    kind text not null,
    channel text not null,
    nature text not null,
    topic text not null,
    district text not null,
    language text not null,
    confidential boolean not null,
    subject text not null,
    body text not null,
    name text not null,
    phone text not null,
    email text not null,
    address text not null,
    fax text not null,
    sealed text,
    way text not null,
    state text not null,
    section text not null,
    joint text not null,
    handler text not null,
    grade text not null,
    received_on text not null,
    mode text not null,
    days bigint not null,
    extended_days bigint not null,
    extensions bigint not null,
    clock_stops boolean not null,
    rules text not null,
    due_on text not null,
    warn_on text not null,
    warned bigint not null,
    origin text not null,
    earlier text not null,
    source text not null,
    tone text not null,
    notice_version text not null,
    created_at text not null,
    created_by text not null,
    replied_at text,
    in_time boolean,
    days_taken bigint,
    closed_at text
);
create index petitions_case_open on petitions_case (due_on, id) where closed_at is null;
create index petitions_case_of_handler on petitions_case (handler, due_on, id) where closed_at is null;
create index petitions_case_closed on petitions_case (closed_at, id) where closed_at is not null;
create index petitions_case_received on petitions_case (received_on, id);
create index petitions_case_state on petitions_case (state, created_at)
    where state in ('confirming', 'approved', 'replied', 'surveyed');
create index petitions_case_by_email on petitions_case (email) where email <> '';
create index petitions_case_by_origin on petitions_case (origin) where origin <> '';
create table petitions_stop (
    case_id text not null references petitions_case (id),
    from_on text not null,
    to_on text,
    primary key (case_id, from_on)
);
create table petitions_record (
    case_id text primary key references petitions_case (id),
    place text not null,
    taken_at text not null,
    recorder text not null,
    objections text not null,
    confirmed_how text not null,
    confirmed_at text
);
create table petitions_note (
    id text primary key,
    case_id text not null references petitions_case (id),
    kind text not null,
    text text not null,
    sealed boolean not null,
    written_by text not null,
    written_at text not null
);
create index petitions_note_of_case on petitions_note (case_id, id);
create table petitions_proposal (
    id text primary key,
    case_id text not null references petitions_case (id),
    kind text not null,
    text text not null,
    sealed boolean not null,
    days bigint not null,
    ground text not null,
    earlier text not null,
    level bigint not null,
    state text not null,
    asked_by text not null,
    asked_at text not null,
    decided_by text not null,
    decided_at text,
    remark text not null
);
create index petitions_proposal_of_case on petitions_proposal (case_id, id);
create index petitions_proposal_asked on petitions_proposal (id) where state = 'asked';
create table petitions_letter (
    id text primary key,
    case_id text not null references petitions_case (id),
    kind text not null,
    text text not null,
    sealed boolean not null,
    way text not null,
    written_at text not null,
    sent_at text,
    sent_by text not null,
    proof text not null
);
create index petitions_letter_of_case on petitions_letter (case_id, id);
create index petitions_letter_unsent on petitions_letter (id) where sent_at is null;
create table petitions_answer (
    case_id text primary key references petitions_case (id),
    solved text not null,
    satisfaction text not null,
    handling text not null,
    words text not null,
    answered_at text not null
);
