"""What all tables share: the metadata, instants, keys and references."""

from datetime import UTC, datetime

from sqlalchemy import Column, DateTime, Dialect, ForeignKey, Integer, MetaData, TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept as UTC; SQLite gives back naive values, which are UTC by our writing."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key_column() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def reference(name: str, target: str, *, nullable: bool = False, index: bool = True) -> Column[int]:
    return Column(name, ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=nullable, index=index)
