-- Checklists from templates, and the other ways of law that petitioners were told of.
create table petitions_template (
    id text primary key,
    title text not null,
    purpose text not null,
    topic text not null,
    nature text not null,
    closed boolean not null,
    changed_by text not null,
    changed_at text not null
);
create table petitions_template_item (
    template_id text not null references petitions_template (id),
    position bigint not null,
    text text not null,
    required boolean not null,
    primary key (template_id, position)
);
create table petitions_check (
    id text primary key,
    case_id text not null references petitions_case (id),
    template_id text not null,
    title text not null,
    position bigint not null,
    text text not null,
    required boolean not null,
    ticked_by text not null,
    ticked_at text,
    unique (case_id, template_id, position)
);
create table petitions_remedy (
    case_id text not null references petitions_case (id),
    kind text not null,
    told_by text not null,
    told_at text not null,
    primary key (case_id, kind)
);
