"""What is published of a form."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from stocktake.extractors.forms.libraries import FormType


class FeaturesItem(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """What else a form shows; absent means false, or unknown.

    * ``has_default_values``: it is given default values;
    * ``has_field_array``: a field of it is a list of fields (``useFieldArray``, ``FieldArray``, ``Form.List``);
    * ``has_progress``: it renders a progress bar; one that is drawn for each entry of a list is not the form's;
    * ``has_tabs``: it renders tabs; what is called so but sets a field, and is not made of tabs in sight, is none;
    * ``has_wizard``: it renders a wizard or stepper by name; a stepper that counts a value is none;
    * ``is_multi_step``: ``has_wizard``, or it has a state called like a step (``const [step, setStep] = …``);
    * ``mode``: when react-hook-form validates first, as its option ``mode`` says: ``onBlur``, ``onChange`` ….
    """

    has_default_values: bool = False
    has_field_array: bool = False
    has_progress: bool = False
    has_tabs: bool = False
    has_wizard: bool = False
    is_multi_step: bool = False
    mode: str | UnsetType = UNSET


class FormItem(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One component that holds a form, or (``is_part``) works on one that another component holds. What functions of
    the project draw for it (they return elements, and are no components) is told of it as well; imported ones are known
    by being called ``render…``, or handed a form or parts of one. A form that is written in a hook, fields and all, is
    not listed. Absent: none.

    * ``form_type``: the library, framework or element that holds it (``html``: a plain ``<form>``; ``router``: a
      ``Form`` of React Router, Remix or Next.js; ``other``: a tag called ``Form`` of a package that is none of these,
      where it is given ``onSubmit`` or ``action``; ``server-action``, ``react-action``: a function given as ``action``,
      run on the server or not); where there are several, a library goes before an element;
    * ``patterns``: the hooks, tags and resolvers that show it (a hook of the project's own around a form where what it
      gives is used like one: ``order.getValues()``, a component of its own that hands the name it is given on to a
      field, or that holds a form around what stands between its tags, where fields or inputs do, or where it is told
      what to do on ``onSubmit`` or ``action`` and has no fields itself), ``register`` where a form's is called, or one
      from elsewhere whose result is spread into an element, and where nothing else shows it the types of a form that
      the component is handed and uses (``UseFormReturn``, also for what ``useForm`` or a hook of the project's own
      gives);
    * ``is_part``: the form is held elsewhere: by a component that renders it, or hands it on by props or a context;
      of what writes the ``<form>`` element itself, or antd's ``<Form>``, where the type of a prop, or TanStack's
      ``withForm``, says so;
    * ``fields``: the names registered in it, in source order, those in functions last, as written (``{name}`` where one
      is computed, all of those that one is chosen from, ``tasks[].done`` for each of a list of conform's or antd's,
      ``user.name`` for the path ``['user', 'name']``; with react-hook-form the name of an input alone registers
      nothing, nor does that of what only reads a value);
    * ``default_values``: the names it has default values for (constants are followed, imported ones where they are
      called defaults or hold options; of a choice, all alternatives count);
    * ``fields_omitted``, ``default_values_omitted``: how many there are beyond the first 120;
    * ``input_components``: ids of the project's input components it renders (by the names they are imported by and of
      what they are made of, ``Select.Root`` by its first one, a ``…Field`` or ``…Selector`` only where it is told of
      changes; by the ``field`` of a render prop, or what ``register`` gives, that they are handed, unless they are
      parts of another one that is rendered; or by the name they are given, where they register it and have an input in
      them, or hand it on to an ``<input>`` of their own), names of others;
    * ``validation_schema_ref``: the id of the schema (of the declaration it is derived from or made by), or its text
      where it is no declaration at module level of the project: a name without a file is one inside the component, and
      no item;
    * ``further_schemas``: the alternatives to that schema;
    * ``submit_handler``: what the form library's ``handleSubmit`` (``useSubmit`` of ariakit's) is given, whatever it is
      renamed to, else ``onSubmit``, antd's ``onFinish`` or the ``action``, where that is a name;
    * ``features``: what else it shows.
    """

    name: str
    file: str
    line: int
    end_line: int
    exports: list[str]
    form_type: FormType
    patterns: list[str]
    is_part: bool = False
    fields: list[str] = []
    fields_omitted: int = 0
    default_values: list[str] = []
    default_values_omitted: int = 0
    input_components: list[str] = []
    validation_schema_ref: str | UnsetType = UNSET
    further_schemas: list[str] = []
    submit_handler: str | UnsetType = UNSET
    features: FeaturesItem | UnsetType = UNSET
