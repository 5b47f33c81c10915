export default function Spinner({ label }: { label: string }) {
  return <span role="status" aria-label={label} className="spinner" />;
}
