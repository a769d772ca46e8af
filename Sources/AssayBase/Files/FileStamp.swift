import Foundation

/// What the system says of a file without opening it: its kind, its size, and when it was changed.
package struct FileStamp: Sendable, Hashable {
  /// The number of bytes.
  package let size: Int
  /// When the content was changed, in nanoseconds since 1970.
  private let changed: Int
  private let kind: mode_t

  /// The stamp of what `path` leads to, or nil when it leads nowhere.
  package init?(path: String) {
    var info = stat()
    guard stat(path, &info) == 0 else { return nil }
    size = Int(info.st_size)
    kind = info.st_mode & S_IFMT
    #if canImport(Darwin)
      changed = info.st_mtimespec.tv_sec &* 1_000_000_000 &+ info.st_mtimespec.tv_nsec
    #else
      changed = info.st_mtim.tv_sec &* 1_000_000_000 &+ info.st_mtim.tv_nsec
    #endif
  }

  /// Whether it is a folder.
  package var isFolder: Bool { kind == S_IFDIR }
  /// Whether it is a file that can be read again and again.
  package var isFile: Bool { kind == S_IFREG }
}
