create table foundation_setting (
    name text primary key,
    value text not null,
    changed_at text not null,
    changed_by text not null
);
create table foundation_rule (
    key text not null,
    effective_from text not null,
    effective_to text,
    value text not null,
    source text not null,
    primary key (key, effective_from)
);
create table foundation_calendar_day (
    day text primary key,
    off boolean not null,
    note text not null
);
create table foundation_trail (
    id text primary key,
    at text not null,
    actor text not null,
    role text not null,
    matter text not null,
    matter_id text not null,
    verb text not null,
    before text,
    after text,
    reason text,
    address text,
    number bigint,
    hash text
);
create index foundation_trail_of_matter on foundation_trail (matter, matter_id, id);
create unique index foundation_trail_sealed on foundation_trail (number) where number is not null;
create index foundation_trail_unsealed on foundation_trail (id) where number is null;
create table foundation_job (
    id text primary key,
    kind text not null,
    unique_key text unique,
    payload text not null,
    run_at text not null,
    attempts bigint not null,
    state text not null,
    leased_until text,
    last_error text,
    created_at text not null
);
create index foundation_job_due on foundation_job (state, run_at);
create table foundation_mail (
    id text primary key,
    unique_key text unique,
    to_address text not null,
    subject text not null,
    body text not null,
    calendar text,
    matter text not null,
    matter_id text not null,
    state text not null,
    created_at text not null,
    sent_at text,
    last_error text
);
create index foundation_mail_of_matter on foundation_mail (matter, matter_id);
create index foundation_mail_by_time on foundation_mail (created_at);
create index foundation_mail_unsent on foundation_mail (state, created_at) where state <> 'sent';
create table foundation_generation (
    topic text primary key,
    number bigint not null
);
create table foundation_attempt (
    subject text not null,
    at text not null
);
create index foundation_attempt_by_subject on foundation_attempt (subject, at);
create table foundation_staff (
    id text primary key,
    name text not null,
    email text not null unique,
    section text not null,
    roles text not null,
    state text not null,
    password_hash text not null,
    totp_secret text,
    totp_last_step bigint not null,
    must_change boolean not null,
    failures bigint not null,
    locked_until text,
    changed_password_at text not null,
    created_at text not null,
    seen_at text
);
create table foundation_old_password (
    staff_id text not null references foundation_staff (id),
    password_hash text not null,
    changed_at text not null
);
create table foundation_session (
    token_hash text primary key,
    staff_id text not null references foundation_staff (id),
    stage text not null,
    created_at text not null,
    seen_at text not null,
    ends_at text not null
);
create index foundation_session_of_staff on foundation_session (staff_id);
create table foundation_token (
    token_hash text primary key,
    name text not null,
    staff_id text not null references foundation_staff (id),
    scope text not null,
    created_at text not null,
    ends_at text not null,
    used_at text
);
create table foundation_file (
    id text primary key,
    name text not null,
    kind text not null,
    size_bytes bigint not null,
    sha256 text not null,
    matter text not null,
    matter_id text not null,
    created_at text not null,
    created_by text not null
);
