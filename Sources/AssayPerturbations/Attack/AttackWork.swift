/// What an attack spent on an example.
package struct AttackWork: Sendable {
  package var gradients = 0
  package var queries = 0

  /// Nothing spent yet.
  package init() {}
}
