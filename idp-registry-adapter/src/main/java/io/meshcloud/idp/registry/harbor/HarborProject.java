package io.meshcloud.idp.registry.harbor;

/**
 * A project that is there.
 *
 * @param id by which some parts of the API know it
 */
record HarborProject(long id, String name) {}
