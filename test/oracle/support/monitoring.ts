// Asks a server's monitoring listener on 127.0.0.1. In: its port and a page. Out: what the page says.

/** `GET /page`, parsed; the caller names the part of it that it reads. */
export async function monitor<T>(port: number, page: string): Promise<T> {
  const response = await fetch(`http://127.0.0.1:${String(port)}/${page}`)
  if (!response.ok) throw new Error(`/${page} answered ${String(response.status)}`)
  return (await response.json()) as T
}
