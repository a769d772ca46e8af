/// Names of properties, models and data sets as names of files: letters, digits, points and hyphens.
public enum FileSlug {
  /// As many characters as every file system takes, extension included.
  private static let limit = 120

  /// The name of a file for `text`: "accuracy under PGD(ℓ∞ 0.15) ≥ 0.5" gives "accuracy-under-pgd-linf-0.15-at-least-0.5".
  public static func of(_ text: String) -> String {
    var slug = ""
    for character in text.lowercased() {
      switch character {
      case "a"..."z", "0"..."9", ".": slug.append(character)
      case "ℓ": slug.append("l")
      case "∞": slug.append("inf")
      case "≥": slug.append("at-least")
      case "%": slug.append("percent")
      default: if !slug.isEmpty, slug.last != "-" { slug.append("-") }
      }
    }
    let trimmed = slug.prefix(limit).reversed().drop { $0 == "-" || $0 == "." }.reversed()
    // A leading point would hide the file or climb out of the folder.
    let name = String(trimmed.drop { $0 == "." || $0 == "-" })
    return name.isEmpty ? "unnamed" : name
  }
}
