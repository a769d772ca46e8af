import AssayBase
import AssayImages
import Foundation
import Synchronization

/// The files that a loader has found, before they become a data set.
struct FileCollection {
  /// What the data set is called.
  let name: String
  /// The folder that the files' paths start from.
  let root: String
  /// The names of the classes.
  let classNames: [String]
  /// The files in order.
  let files: [PictureFile]
  /// What a person should know.
  var remarks: [String] = []
  /// Files that could not even be found, in words.
  var faults: [AssayError] = []

  /// The data set, its files read as told.
  ///
  /// - Throws: `AssayError`: `empty` without files, what reading the first file's header throws, or, with `.fail`, one
  ///   error that lists all faults.
  func dataset(_ loading: ImageLoading) throws -> Dataset {
    if loading.unreadable == .fail, !faults.isEmpty {
      throw UnreadableFiles.error(faults, of: files.count + faults.count)
    }
    guard !files.isEmpty else {
      throw AssayError(
        .empty, "there are no picture files", expected: "files that end in \(Self.extensions)",
        found: faults.isEmpty ? remarks.first ?? "none" : UnreadableFiles.list(faults), at: root)
    }
    let size = try imageSize(loading)
    func source(_ files: [PictureFile], _ remarks: [String]) -> FileSource {
      FileSource(root: root, files: files, size: size, preparation: loading.preparation, remarks: remarks)
    }
    var (kept, remarks) = (files, remarks)
    if loading.unreadable == .skip {
      let found = readable(source(files, []), loading)
      let skipped = faults + found.faults
      if !skipped.isEmpty {
        remarks.append(
          "\(skipped.count) of \(files.count + faults.count) picture files are left out:\n  "
            + UnreadableFiles.list(skipped, separator: "\n  "))
      }
      guard !found.indices.isEmpty else { throw UnreadableFiles.error(skipped, of: files.count + faults.count) }
      kept = found.indices.map { files[$0] }
    }
    return try Dataset(name: name, classNames: classNames, imageSize: size, source: source(kept, remarks))
  }

  private static var extensions: String { PictureFile.extensions.map { ".\($0)" }.joined(separator: ", ") }

  /// The size of all images: the one wanted, or that of the first file that has one.
  private func imageSize(_ loading: ImageLoading) throws -> ImageSize {
    if let extent = loading.preparation.extent {
      return ImageSize(channels: loading.preparation.channels.count, height: extent.height, width: extent.width)
    }
    var first: AssayError?
    for file in files {
      let path = FileSource.path(of: file, in: root)
      do {
        return try loading.preparation.size(ofFile: path)
      } catch let error as AssayError {
        if loading.unreadable == .fail { throw error }
        first = first ?? error
      }
    }
    throw first ?? AssayError(.empty, "there are no picture files", at: root)
  }

  /// Reads every file once: which can be read, and what is wrong with the others.
  private func readable(_ source: FileSource, _ loading: ImageLoading) -> (indices: [Int], faults: [AssayError]) {
    let found = Mutex((done: 0, faults: [Int: AssayError]()))
    WorkerPool.forEach(source.count) { index in
      var fault: AssayError?
      do {
        _ = try source.example(at: index)
      } catch {
        fault = error as? AssayError ?? AssayError(.inaccessibleFile, "\(error)")
      }
      found.withLock { found in
        found.done += 1
        found.faults[index] = fault
        if found.done.isMultiple(of: 64) || found.done == source.count { loading.progress?(found.done, source.count) }
      }
    }
    let faults = found.withLock { $0.faults }
    return ((0..<source.count).filter { faults[$0] == nil }, faults.sorted { $0.key < $1.key }.map(\.value))
  }
}
