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
insert into petitions_template (id, title, purpose, topic, nature, closed, changed_by, changed_at) values
    ('remedy', '訴願、訴訟或國家賠償', 'remedy', '', '', false, 'system', '2026-01-01T00:00:00Z'),
    ('private', '私權爭執', 'private', '', '', false, 'system', '2026-01-01T00:00:00Z');
insert into petitions_template_item (template_id, position, text, required) values
    ('remedy', 1, '確認是否為行政處分，或已提起訴願、訴訟、國家賠償', true),
    ('remedy', 2, '告知受理機關與期間', true),
    ('remedy', 3, '答復中說明本案不中斷救濟期間', false),
    ('private', 1, '說明本中心不能裁決私權爭執', true),
    ('private', 2, '告知可向鄉鎮市區調解委員會聲請調解或向法院起訴', true);
